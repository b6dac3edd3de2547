using System.Collections.Concurrent;
using SkiaSharp;

namespace RetailKlip.Scenes;

/// <summary>Typefaces by file, since neither the names nor the choice of a font server are the same on two machines.</summary>
public static class Typefaces
{
    /// <summary>Where Debian's packages put fonts.</summary>
    public const string DefaultRoot = "/usr/share/fonts";

    private static readonly Dictionary<Lettering, (string Package, string File)> Files = new()
    {
        [Lettering.Plain] = ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Regular.ttf"),
        [Lettering.PlainBold] = ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Bold.ttf"),
        [Lettering.Black] = ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoTTF/Roboto-Black.ttf"),
        [Lettering.Condensed] = ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoCondensed-Regular.ttf"),
        [Lettering.CondensedBold] = ("fonts-roboto-unhinted", "truetype/roboto/unhinted/RobotoCondensed-Bold.ttf"),
        [Lettering.Humanist] = ("fonts-open-sans", "truetype/open-sans/OpenSans-Semibold.ttf"),
        [Lettering.HumanistExtraBold] = ("fonts-open-sans", "truetype/open-sans/OpenSans-ExtraBold.ttf"),
        [Lettering.Slab] = ("fonts-roboto-slab", "opentype/roboto/slab/RobotoSlab-Regular.otf"),
        [Lettering.SlabBold] = ("fonts-roboto-slab", "opentype/roboto/slab/RobotoSlab-Bold.otf"),
        [Lettering.Serif] = ("fonts-ebgaramond", "opentype/ebgaramond/EBGaramond12-Regular.otf"),
        [Lettering.SerifBold] = ("fonts-ebgaramond", "opentype/ebgaramond/EBGaramond12-Bold.otf"),
        [Lettering.SerifItalic] = ("fonts-ebgaramond", "opentype/ebgaramond/EBGaramond12-Italic.otf"),
        [Lettering.Poster] = ("fonts-bebas-neue", "opentype/bebas-neue/BebasNeue-Bold.otf"),
        [Lettering.Kaffeehaus] = ("fonts-yanone-kaffeesatz", "opentype/yanone-kaffeesatz/YanoneKaffeesatz-Bold.otf"),
        [Lettering.Spartan] = ("fonts-league-spartan", "opentype/league-spartan/LeagueSpartan-SemiBold.otf"),
        [Lettering.SpartanBlack] = ("fonts-league-spartan", "opentype/league-spartan/LeagueSpartan-Black.otf"),
        [Lettering.Rounded] = ("fonts-comfortaa", "truetype/comfortaa/Comfortaa-Regular.ttf"),
        [Lettering.RoundedBold] = ("fonts-comfortaa", "truetype/comfortaa/Comfortaa-Bold.ttf"),
        [Lettering.Quick] = ("fonts-quicksand", "truetype/quicksand/Quicksand-Bold.ttf"),
        [Lettering.Narrow] = ("fonts-dosis", "opentype/dosis/Dosis-Medium.otf"),
        [Lettering.NarrowBold] = ("fonts-dosis", "opentype/dosis/Dosis-ExtraBold.otf"),
        [Lettering.Lobster] = ("fonts-lobster", "opentype/lobster/lobster.otf"),
        [Lettering.Brush] = ("fonts-kaushanscript", "opentype/kaushanscript/KaushanScript-Regular.otf"),
        [Lettering.Leckerli] = ("fonts-leckerli-one", "truetype/leckerli-one/LeckerliOne-Regular.ttf"),
        [Lettering.Dancing] = ("fonts-dancingscript", "opentype/dancingscript/DancingScript-Bold.otf"),
    };

    private static readonly ConcurrentDictionary<Lettering, SKTypeface> Loaded = new();

    /// <summary>Shared for the process's lifetime: not to be disposed.</summary>
    /// <exception cref="FileNotFoundException">Its Debian package is not installed.</exception>
    public static SKTypeface Of(Lettering lettering) => Loaded.GetOrAdd(lettering, static wanted => Load(DefaultRoot, wanted));

    /// <exception cref="FileNotFoundException">The file is missing or no font: the message names the package to install.</exception>
    public static SKTypeface Load(string root, Lettering lettering)
    {
        var path = PathOf(lettering, root);
        return (File.Exists(path) ? SKTypeface.FromFile(path) : null) ?? throw Missing(path, lettering);
    }

    /// <returns>The file of a typeface that is there.</returns>
    /// <exception cref="FileNotFoundException">Its Debian package is not installed.</exception>
    public static string FileOf(Lettering lettering) =>
        PathOf(lettering, DefaultRoot) is var path && File.Exists(path) ? path : throw Missing(path, lettering);

    private static string PathOf(Lettering lettering, string root) => Path.Combine(root, Files[lettering].File);

    private static FileNotFoundException Missing(string path, Lettering lettering) => new(
        $"The typeface {path} is missing: install the Debian package {Files[lettering].Package} (apt-get install {Files[lettering].Package}).", path);

    /// <summary>The Debian packages that hold the typefaces, sorted.</summary>
    public static IReadOnlyList<string> Packages => [.. Files.Values.Select(file => file.Package).Distinct().Order(StringComparer.Ordinal)];
}
