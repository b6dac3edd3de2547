using System.CommandLine;
using System.Globalization;
using RetailKlip.Core;
using RetailKlip.Scenes;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>Measures whole checkouts on drawn trays, by the measures of the Retail Product Checkout benchmark.</summary>
internal sealed class EvaluateScenesCommand : KlipCommand
{
    private const string All = "all";

    // Between the seeds of two measurements, whose products and scenes then differ from those of either.
    private const int CalibrationSeed = 1_000_000_000;

    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<int> _scenes = SharedOptions.Count("--scenes", "Scenes of each level.", byDefault: 100);
    private readonly Option<string> _level = new("--level")
    {
        Description = "easy: 1 to 3 items apart; medium: 4 to 6, touching; hard: 7 to 10, overlapping, shadows and gloss; or all three.",
        DefaultValueFactory = _ => All,
    };
    private readonly Option<int> _seed = SharedOptions.Count("--seed", "Draws other products and scenes.", least: 0, byDefault: 1);
    private readonly Option<int> _products = SharedOptions.Count("--products", "Products that are enrolled, in families of four near twins.",
        least: 2, byDefault: 100);
    private readonly Option<string?> _thresholds = new("--thresholds")
    {
        Description = "Least similarity and margin to accept, and the similarity below which nothing is suggested, in place of calibrated ones.",
        HelpName = "S,M,U",
    };
    private readonly Option<int> _calibrate = SharedOptions.Count("--calibrate",
        "Scenes of each level, with other products, on which the thresholds are chosen first; 0: the package's own, which come from photographs.",
        least: 0, byDefault: 20);
    private readonly Option<string?> _tracks = new("--tracks")
    {
        Description = "Also writes every track with what it shows and what the gallery said: tab-separated, for choosing thresholds.",
        HelpName = "TSV",
    };
    private readonly Option<bool> _json = SharedOptions.Json();

    public EvaluateScenesCommand()
        : base("evaluate-scenes", "Measures whole checkouts: the kiosk's own pipeline on drawn trays of several items, with strangers among them.")
    {
        _level.AcceptOnlyFromAmong(["easy", "medium", "hard", All]);
        Add(_model);
        Add(_scenes);
        Add(_level);
        Add(_seed);
        Add(_products);
        Add(_thresholds);
        Add(_calibrate);
        Add(_tracks);
        Add(_json);
        _thresholds.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && Thresholds(result.Tokens[0].Value) is null)
                result.AddError("--thresholds are three numbers such as 0.9,0.05,0.7: similarity in [-1, 1], margin in [0, 2], and no more than the first.");
        });
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        // Scenes run beside each other, so that one run of the encoder takes one thread.
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model), threads: 1);
        var (seed, products, scenes) = (arguments.GetValue(_seed), arguments.GetValue(_products), arguments.GetValue(_scenes));
        var wanted = Enum.GetValues<SceneLevel>().Where(level => arguments.GetValue(_level) is null or All || arguments.GetValue(_level) == NameOf(level)).ToList();
        var policy = arguments.GetValue(_thresholds) is { } given ? new DecisionPolicy(Thresholds(given)!)
            : arguments.GetValue(_calibrate) is > 0 and var each ? Calibrated(encoder, unchecked(seed + CalibrationSeed), products, wanted, each, stop)
            : encoder.Package.DecisionPolicy();
        var shop = new DrawnShop(SeedOf(seed, 0), products);
        var gallery = ProgressBar.Run("enrolling", products, done => shop.Enrol(encoder, done, stop));
        var levels = new List<SceneLevelResult>();
        using var tracks = arguments.GetValue(_tracks) is { } file ? new StreamWriter(file) : null;
        tracks?.WriteLine(SeenItem.Header);
        foreach (var level in wanted)
        {
            var name = NameOf(level);
            var outcomes = ProgressBar.Run(name, scenes, done => Checkout(level, scenes, seed, shop, gallery, policy, encoder.Package, done, stop));
            levels.Add(SceneLevelResult.Of(name, outcomes));
            for (var number = 0; number < outcomes.Length && tracks is not null; number++)
                foreach (var item in outcomes[number].Items)
                    tracks.WriteLine(item.ToLine(name, number));
        }
        Print(new SceneEvaluation(levels, products, DrawnShop.PicturesPerProduct, seed, policy.Thresholds, encoder.Package.Folder,
            encoder.EncoderId.Value, encoder.Provider.ToString()), arguments.WantsJson(_json));
        return ExitCode.Success;
    }

    private static DecisionPolicy Calibrated(
        Encoder encoder, int seed, int products, IReadOnlyList<SceneLevel> levels, int scenes, CancellationToken stop)
    {
        var shop = new DrawnShop(SeedOf(seed, 0), products);
        var gallery = ProgressBar.Run("enrolling others to calibrate on", products, done => shop.Enrol(encoder, done, stop));
        // Asked about or not, a track's nearest products are the same.
        var lax = new DecisionPolicy(new DecisionThresholds(-1, 0, -1));
        var outcomes = levels.SelectMany(level => ProgressBar.Run($"calibrating, {NameOf(level)}", scenes,
            done => Checkout(level, scenes, seed, shop, gallery, lax, encoder.Package, done, stop))).ToList();
        var strangers = shop.EmbedUnsold(encoder).Select(stranger => (stranger.Sku, Match: gallery.Match(stranger.Embedding)!));
        return new(SceneCalibration.Choose(outcomes, strangers));
    }

    private static SceneOutcome[] Checkout(SceneLevel level, int scenes, int seed, DrawnShop shop, Gallery gallery, DecisionPolicy policy,
        ModelPackage package, Action<int> done, CancellationToken stop)
    {
        var outcomes = new SceneOutcome[scenes];
        var next = -1;
        // Each worker has its own encoder and drawing tools, and holds one scene at a time.
        Parallel.For(0, Math.Min(Environment.ProcessorCount, scenes), new ParallelOptions { CancellationToken = stop }, _ =>
        {
            using var encoder = Encoder.Open(package, new EncoderOptions { IntraOpThreads = 1 });
            var generator = new SceneGenerator(shop.Products, shop.Unsold);
            var checkout = new SceneCheckout(encoder, gallery, policy);
            while (Interlocked.Increment(ref next) is var number && number < scenes)
            {
                outcomes[number] = checkout.Run(Draw(generator, level, SeedOf(seed, 1 + number)), stop);
                done(1);
            }
        });
        return outcomes;
    }

    private static TrayScene Draw(SceneGenerator generator, SceneLevel level, int seed)
    {
        try
        {
            return generator.Scene(level, seed);
        }
        catch (ArgumentException full)
        {
            throw new RefusedException($"Scene {seed} of level {NameOf(level)} cannot be laid: {full.Message} Sell more of them with --products.");
        }
    }

    /// <returns>Null where they are none.</returns>
    private static DecisionThresholds? Thresholds(string text)
    {
        var numbers = new float[3];
        var parts = text.Split(',');
        if (parts.Length != 3)
            return null;
        for (var i = 0; i < 3; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]))
                return null;
        try
        {
            return new DecisionThresholds(numbers[0], numbers[1], numbers[2]).Validated();
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Numbers of different seeds do not meet before there are a million of them.</summary>
    private static int SeedOf(int seed, int number) => unchecked(seed * 1_000_003 + number);

    private static string NameOf(SceneLevel level) => level switch
    {
        SceneLevel.Easy => "easy",
        SceneLevel.Medium => "medium",
        _ => "hard",
    };

    private static void Print(SceneEvaluation evaluation, bool json)
    {
        if (json)
        {
            JsonOutput.Line(evaluation, JsonOutput.Types.SceneEvaluation);
            return;
        }
        var table = new TextTable(["measure", .. evaluation.Levels.Select(level => level.Level)]);
        foreach (var (name, value) in Measures())
            table.Add([name, .. evaluation.Levels.Select(value)]);
        table.Write();
    }

    private static IEnumerable<(string Name, Func<SceneLevelResult, string> Value)> Measures() =>
    [
        ("scenes", level => Culture.Text($"{level.Scenes}")),
        ("items sold, strangers", level => Culture.Text($"{level.Items}, {level.Strangers}")),
        ("cAcc", level => Culture.Text($"{level.CAcc:F3} ({level.CAccInterval.Low:F3} to {level.CAccInterval.High:F3})")),
        ("cAcc with the shopper's picks", level => Culture.Text($"{level.Helped:F3} ({level.HelpedInterval.Low:F3} to {level.HelpedInterval.High:F3})")),
        ("ACD", level => Culture.Text($"{level.Acd:F3}")),
        ("mCCD", level => Culture.Text($"{level.MCcd:F3}")),
        ("mCIoU", level => Culture.Text($"{level.MCIoU:F3}")),
        ("false adds per 1,000 items", level => Culture.Text($"{level.FalseAddsPerThousand:F1}")),
        ("items with a track of their own", level => Culture.Text($"{level.Found:F3}")),
        ("of those sold: nearest is right", level => Culture.Text($"{level.NearestRight:F3}")),
        ("unknowns named", level => level.UnknownsNamed is { } named && level.UnknownsNamedInterval is { } interval
            ? Culture.Text($"{named:F3} ({interval.Low:F3} to {interval.High:F3})") : "none shown"),
        ("asked", level => Culture.Text($"{level.Asked:F3}")),
        ("unknown", level => Culture.Text($"{level.Unknown:F3}")),
        ("time to decision", level => Culture.Text($"{level.DecisionSeconds.P50:F2} s median, {level.DecisionSeconds.P95:F2} at 95 %")),
        ("pipeline, whole scene", level => Culture.Text($"{level.BusyMs:F0} ms")),
    ];
}
