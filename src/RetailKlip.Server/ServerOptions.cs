using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>What an operator sets, in section <c>Server</c>. Every value has a default that runs on one machine without further set-up.</summary>
public sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Folder for what the server keeps: its database where it is SQLite, files, the administrator's token. Relative to the working
    /// directory, made at start. Replicas on PostgreSQL share one.</summary>
    [Required]
    public string Data { get; set; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify), "RetailKlip.Edge", "server");

    /// <summary>Connection string of a PostgreSQL database (<c>Host=…;Database=…;Username=…;Password=…</c>); empty: SQLite, one file in
    /// <see cref="Data"/>.</summary>
    public string Database { get; set; } = "";

    /// <summary>The address at which kiosks reach the server, such as <c>https://server/</c>: registration codes carry it. Empty: the one at which a
    /// code was asked for.</summary>
    [RegularExpression(@"(https?://[^\s?#@]{1,190})?", ErrorMessage = "Address must be an http or https address of at most 200 letters, or be empty.")]
    public string Address { get; set; } = "";

    /// <summary>Largest body of a request, in bytes.</summary>
    [Range(1024, 1 << 30)]
    public long MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>Requests to the API that one who is known may make in any minute.</summary>
    [Range(1, 1_000_000)]
    public int RequestsPerMinute { get; set; } = 3000;

    /// <summary>The same for all at one network address whom the server does not know; wrong tokens count here.</summary>
    [Range(1, 1_000_000)]
    public int UnknownRequestsPerMinute { get; set; } = 300;

    /// <summary>Largest table of products, in bytes.</summary>
    [Range(1024, 1 << 28)]
    public long MaxImportBytes { get; set; } = 16 << 20;

    /// <summary>Folder of the model package that reference pictures are embedded with, in FP32; relative to the executable. All replicas have the
    /// same.</summary>
    [Required]
    public string Model { get; set; } = "models/retailklip-s";

    /// <summary>Largest reference picture, in bytes.</summary>
    [Range(1024, 1 << 28)]
    public long MaxPictureBytes { get; set; } = 16 << 20;

    /// <summary>Largest reference picture, in millions of pixels.</summary>
    [Range(1, 100)]
    public int MaxPictureMegapixels { get; set; } = 50;

    /// <summary>The gallery's name in the update repository: lower-case letters, digits and hyphens.</summary>
    [RegularExpression("[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?",
        ErrorMessage = "Gallery must be 1 to 64 lower-case letters, digits and hyphens, no hyphen at the ends.")]
    public string Gallery { get; set; } = "shop";

    /// <summary>The language that kiosks name products in, such as <c>de</c> or <c>pt-BR</c>; where a product has no name in it, another is taken.</summary>
    [Required]
    public string Language { get; set; } = "en";

    /// <summary>Folder of the update repository, made with <c>klip keys init</c>; empty: <c>tuf</c> in <see cref="Data"/>.</summary>
    public string Repository { get; set; } = "";

    /// <summary>Folder of the online keys, encrypted files of <c>klip keys generate</c>; empty: <c>keys</c> in <see cref="Data"/>.</summary>
    public string Keys { get; set; } = "";

    /// <summary>Opens the files in <see cref="Keys"/>; best given by the environment.</summary>
    public string KeysPassphrase { get; set; } = "";

    /// <summary>How long the files of a release stay once a newer one has taken its place: kiosks that are downloading them may finish.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan SupersededKept { get; set; } = TimeSpan.FromDays(3);

    /// <summary>How long a job is its process's without a sign of life: the job of one that was killed is taken by another after this.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan JobLease { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a job is tried.</summary>
    [Range(1, 100)]
    public int JobAttempts { get; set; } = 5;

    /// <summary>When releases that go through the fleet ring by ring go on, or are taken back, by themselves.</summary>
    [ValidateObjectMembers]
    public RolloutOptions Rollouts { get; set; } = new();

    /// <summary>How long requests that are being answered may take once the server was told to stop.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan ShutdownTimeout { get; set; } = TimeSpan.FromSeconds(30);
}

[OptionsValidator]
public sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
