using System.Globalization;

namespace RetailKlip.Core;

/// <summary>How well an item could be seen in one look.</summary>
/// <param name="Blur">0 for sharp to 1 for no edge at all (Crété et al. 2007).</param>
/// <param name="Brightness">90th percentile of grey, in [0, 255].</param>
/// <param name="Glare">Share of pixels, in [0, 1], that are white by too much light.</param>
/// <param name="CutOff">Share, in [0, 1], of the side of the item's box on the picture's border that the item covers; 0 away from it.</param>
/// <param name="Fault">The worst that is wrong.</param>
public sealed record ViewQuality(double Blur, double Brightness, double Glare, double CutOff, ViewFault Fault)
{
    /// <summary>Whether the look counts as evidence.</summary>
    public bool IsGood => Fault == ViewFault.None;

    /// <summary>What is wrong, with its number, for technicians and logs; empty where nothing is.</summary>
    public string Reason
    {
        get
        {
            FormattableString reason = Fault switch
            {
                ViewFault.Blurred => $"seen blurred only ({Blur:F2} of 1)",
                ViewFault.Dark => $"seen in the dark only (brightness {Brightness:F0} of 255)",
                ViewFault.Glare => $"seen with glare only (white is {Glare:F2} of it)",
                ViewFault.CutOff => $"cut off by the picture's border ({CutOff:F2} of a side)",
                ViewFault.Hand => $"a hand is in the picture ({CutOff:F2} of a side on the border)",
                _ => $"",
            };
            return reason.ToString(CultureInfo.InvariantCulture);
        }
    }
}
