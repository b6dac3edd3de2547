using System.CommandLine;
using System.Globalization;
using OpenCvSharp;
using RetailKlip.Scenes;
using RetailKlip.Vision;
using Spectre.Console;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train synthesize</c>.</summary>
internal sealed class SynthesizeCommand : TrainerCommand
{
    private readonly Option<string> _out = new("--out") { Description = "Folder to draw into.", HelpName = "DIR", Required = true };
    private readonly Option<int> _products = Number("--products", "How many products; four at a time are near twins.", 1, null);
    private readonly Option<int> _views = Number("--views", "Pictures of each product; a studio picture comes on top.", 1, null);
    private readonly Option<int> _scenes = Number("--scenes", "Trays with several items, their boxes and counts.", 0, 0);
    private readonly Option<int> _seed = Number("--seed", "Another seed gives other products.", 0, new DrawnOptions().Seed);
    private readonly Option<int> _side = Number(
        "--longest-side", "Longer side of a product picture in pixels.", 16, new DrawnOptions().LongestSide);

    private readonly Option<DrawnSurroundings> _surroundings = Word<DrawnSurroundings>(
        "--surroundings", "plain: each product alone; store: also on shelves, among others, in hands and partly covered.");
    private readonly Option<Assortment> _assortment = Word<Assortment>(
        "--assortment", "packed: printed packs; supermarket: loose fruit and vegetables and photographed labels, too.");

    public SynthesizeCommand()
        : base("synthesize", "Draws products that never existed, and trays with them; a drawing that was stopped goes on.")
    {
        Add(_out);
        Add(_products);
        Add(_views);
        Add(_scenes);
        Add(_seed);
        Add(_side);
        Add(_surroundings);
        Add(_assortment);
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(arguments.GetRequiredValue(_out));
        var drawn = new DrawnOptions
        {
            Products = arguments.GetValue(_products),
            Views = arguments.GetValue(_views),
            Seed = arguments.GetValue(_seed),
            LongestSide = arguments.GetValue(_side),
            Surroundings = arguments.GetValue(_surroundings),
            Assortment = arguments.GetValue(_assortment),
        };
        var options = new SynthesisOptions(drawn, arguments.GetValue(_scenes));
        Cv2.SetNumThreads(1);
        try
        {
            await Task.Run(() => Draw(folder, options, cancellation), CancellationToken.None);
            var pictures = drawn.Products * (drawn.Views + 1);
            Console.WriteLine($"{folder}: {pictures} pictures of {drawn.Products} products, {options.Scenes} scenes");
            return 0;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync("Stopped; the same command goes on from there.");
            return 1;
        }
    }

    private static void Draw(string folder, SynthesisOptions options, CancellationToken cancellation)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive || Console.IsOutputRedirected)
        {
            Synthesis.Write(folder, options, TimeProvider.System, new LineProgress(), cancellation);
            return;
        }
        AnsiConsole.Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(context => Synthesis.Write(
                folder, options, TimeProvider.System, new BarProgress(context.AddTask("drawing")), cancellation));
    }

    private static Option<int> Number(string name, string description, int least, int? usual)
    {
        var option = new Option<int>(name) { Description = description, HelpName = "N", Required = usual is null };
        if (usual is { } value)
            option.DefaultValueFactory = _ => value;
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var token] && int.TryParse(token.Value, CultureInfo.InvariantCulture, out var number) && number < least)
                result.AddError($"{name} is {number}; at least {least} is expected.");
        });
        return option;
    }

    /// <summary>One of a few words, the first of them where none is given.</summary>
    private static Option<T> Word<T>(string name, string description)
        where T : struct, Enum
    {
        string[] words = [.. Enum.GetNames<T>().Select(word => word.ToLowerInvariant())];
        return new Option<T>(name)
        {
            Description = description,
            HelpName = string.Join('|', words),
            DefaultValueFactory = _ => default,
            CustomParser = result =>
            {
                var word = result.Tokens.Single().Value;
                var place = Array.IndexOf(words, word);
                if (place < 0)
                    result.AddError($"{name} is {word}; {string.Join(" or ", words)} is expected.");
                return Enum.GetValues<T>()[Math.Max(0, place)];
            },
        };
    }

    private static string Describe(SynthesisProgress report) => string.Create(CultureInfo.InvariantCulture,
        $"{report.Pictures}/{report.OfPictures} pictures  {report.PicturesPerSecond:F0} pictures/s  {(int)report.TimeLeft.TotalHours}:{report.TimeLeft:mm\\:ss} left");

    /// <summary>A line every few seconds, and the last one.</summary>
    private sealed class LineProgress : IProgress<SynthesisProgress>
    {
        private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

        private long _last = TimeProvider.System.GetTimestamp();

        public void Report(SynthesisProgress value)
        {
            if (value.Pictures < value.OfPictures && TimeProvider.System.GetElapsedTime(_last) < Pause)
                return;
            _last = TimeProvider.System.GetTimestamp();
            Console.Error.WriteLine(Describe(value));
        }
    }

    private sealed class BarProgress(ProgressTask task) : IProgress<SynthesisProgress>
    {
        public void Report(SynthesisProgress value)
        {
            task.MaxValue = value.OfPictures;
            task.Value = value.Pictures;
            task.Description = Describe(value);
        }
    }
}
