using OpenCvSharp;
using RetailKlip.Core;

namespace RetailKlip.Vision;

/// <summary>Judges every look at an item before it counts: from what was seen badly nothing is named, however similar it seems.</summary>
public sealed class QualityGate(QualityOptions? options = null)
{
    public QualityOptions Options { get; } = options ?? new();

    /// <summary>A picture that is one item as a whole.</summary>
    /// <param name="picture">8-bit BGR; stays the caller's.</param>
    public ViewQuality Judge(Mat picture) => Judge(CropMeasures.Of(picture), 0);

    /// <summary>An item cut from a frame.</summary>
    /// <param name="crop">8-bit BGR, as it goes to the encoder; stays the caller's.</param>
    /// <param name="frame">8-bit BGR; stays the caller's.</param>
    /// <param name="box">Where the item lies, in pixels of <paramref name="frame"/>.</param>
    public ViewQuality Judge(Mat crop, Mat frame, PixelBox box) => Judge(CropMeasures.Of(crop), PictureBorder.CutOff(frame, box));

    // What asks for another remedy comes first: a hand in the way is neither turned nor lit.
    private ViewQuality Judge(CropMeasures seen, double cutOff)
    {
        var isCutOff = cutOff > Options.MostCutOff;
        var fault = isCutOff && seen.Skin >= Options.LeastSkin ? ViewFault.Hand
            : isCutOff ? ViewFault.CutOff
            : seen.Brightness < Options.LeastBrightness ? ViewFault.Dark
            : seen.Glare > Options.MostGlare ? ViewFault.Glare
            : seen.Blur > Options.MostBlur ? ViewFault.Blurred
            : ViewFault.None;
        return new ViewQuality(Math.Round(seen.Blur, 3), seen.Brightness, Math.Round(seen.Glare, 3), Math.Round(cutOff, 3), fault);
    }
}
