using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RetailKlip.Kiosk;

/// <summary>What a store sets, in section <c>Kiosk</c>: files, camera and patience. Every value has a default that runs the demo.</summary>
public sealed class KioskOptions
{
    public const string Section = "Kiosk";

    /// <summary>A device index, an RTSP or HTTP address, a video file or a folder of pictures; empty replays the demo's scripted tray.</summary>
    public string Camera { get; set; } = "";

    /// <summary>Pixels that the camera's pictures must have; 0: 1280 of a device, what others give first.</summary>
    [Range(0, 16_384)]
    public int CameraWidth { get; set; }

    /// <summary>Pixels that the camera's pictures must have; 0: 720 of a device, what others give first.</summary>
    [Range(0, 16_384)]
    public int CameraHeight { get; set; }

    /// <summary>Folder of the model package; relative to the executable's folder.</summary>
    [Required]
    public string Model { get; set; } = "models/retailklip-s";

    /// <summary>Gallery file to import where <see cref="Data"/> holds none for the encoder; empty enrols the demo products.</summary>
    public string Gallery { get; set; } = "";

    /// <summary>File with the skus that this store sells, one a line: nothing else is named. Empty: all of the gallery.</summary>
    public string Assortment { get; set; } = "";

    /// <summary>File with pieces sold, tab-separated with header <c>sku pieces</c>: orders pick lists. Empty: they go by similarity.</summary>
    public string Sales { get; set; } = "";

    /// <summary>What an attendant's program shows to give consent, at least 12 characters; empty: nobody can, and age-restricted goods are not sold.</summary>
    [RegularExpression(@"(\S{12,200})?", ErrorMessage = "AttendantKey must have 12 to 200 characters without blanks, or be empty.")]
    public string AttendantKey { get; set; } = "";

    /// <summary>Folder for what the kiosk keeps: gallery, basket, learned tray; relative to the working directory, made at start.</summary>
    [Required]
    public string Data { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "RetailKlip.Edge", "kiosk");

    /// <summary>A serial device such as <c>/dev/ttyUSB0</c> or <c>tcp://host:port</c>, where a scale speaks SICS; empty: none.</summary>
    [RegularExpression(@"(/.+|tcp://[^/:\s]+:\d{1,5}/?)?",
        ErrorMessage = "Scale must be a device such as /dev/ttyUSB0 or an address such as tcp://192.168.1.20:4305.")]
    public string Scale { get; set; } = "";

    /// <summary>Bits a second of a scale on a serial device.</summary>
    [Range(300, 115_200)]
    public int ScaleBaudRate { get; set; } = 9600;

    /// <summary>The demo's scripted tray: 0 the shown one, else the seed of a random one.</summary>
    [Range(0, int.MaxValue)]
    public int Script { get; set; }

    /// <summary>A recording or the scripted tray is shown once instead of over and over.</summary>
    public bool Once { get; set; }

    /// <summary>CPU threads of the encoder; 0 leaves the choice to ONNX Runtime.</summary>
    [Range(0, 64)]
    public int EncoderThreads { get; set; } = 2;

    /// <summary>Pause before a refused model or a damaged gallery is tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Longest side of the live tray picture on the page, in pixels.</summary>
    [Range(160, 3840)]
    public int PreviewWidth { get; set; } = 1120;

    /// <summary>JPEG quality of the live tray picture.</summary>
    [Range(10, 100)]
    public int PreviewQuality { get; set; } = 80;

    /// <summary>Languages that the shopper may choose, by ISO 639-1 code, with commas between; the first is the store's own.</summary>
    [Required, RegularExpression("(en|de|fr|es|ar)(,(en|de|fr|es|ar))*",
        ErrorMessage = "Languages must be codes with commas between, out of " + ShopperLanguages.All + ".")]
    public string Languages { get; set; } = ShopperLanguages.All;

    /// <summary>After this long with nothing on the tray and in the basket, the page is again in the store's own language.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "01:00:00")]
    public TimeSpan IdleReset { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the thanks stay when the tray is already empty.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan ThanksDuration { get; set; } = TimeSpan.FromSeconds(8);

    /// <summary>Where signed releases of the gallery come from.</summary>
    [ValidateObjectMembers]
    public SyncOptions Sync { get; set; } = new();

    /// <summary>How the central server is spoken with, where the kiosk is registered there.</summary>
    [ValidateObjectMembers]
    public FleetOptions Fleet { get; set; } = new();

    /// <summary>Who hears of the baskets.</summary>
    [ValidateObjectMembers]
    public PointOfSaleOptions PointOfSale { get; set; } = new();

    /// <summary>Lists on paper, and how long past baskets are kept.</summary>
    [ValidateObjectMembers]
    public ReceiptOptions Receipts { get; set; } = new();
}

[OptionsValidator]
public sealed partial class KioskOptionsValidator : IValidateOptions<KioskOptions>;
