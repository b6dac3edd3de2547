using System.Globalization;

namespace RetailKlip.Cli;

/// <summary>Numbers read the same on every machine.</summary>
internal static class Culture
{
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
