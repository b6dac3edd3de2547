using System.CommandLine;
using System.Text;
using RetailKlip.Core;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train report</c>.</summary>
internal sealed class ReportCommand : TrainerCommand
{
    private readonly Argument<string[]> _runs = new("RUN")
    {
        Description = "Folders of runs and studies: what a recipe calls \"run\".",
        Arity = ArgumentArity.OneOrMore,
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "The HTML file to write.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "report.html",
    };

    public ReportCommand()
        : base("report", "Writes one HTML file with the curves of runs, and the tables of studies.")
    {
        Add(_runs);
        Add(_out);
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        var path = arguments.GetRequiredValue(_out);
        var page = HtmlReport.Write(arguments.GetRequiredValue(_runs));
        DurableFile.Write(path, file => file.Write(Encoding.UTF8.GetBytes(page)));
        Console.WriteLine(path);
        return Task.FromResult(0);
    }
}
