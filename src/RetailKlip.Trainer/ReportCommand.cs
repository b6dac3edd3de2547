using System.CommandLine;

namespace RetailKlip.Trainer;

/// <summary><c>klip-train report</c>.</summary>
internal sealed class ReportCommand : Command
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
        SetAction(Run);
    }

    private int Run(ParseResult arguments)
    {
        try
        {
            var path = arguments.GetRequiredValue(_out);
            var page = HtmlReport.Write(arguments.GetRequiredValue(_runs));
            File.WriteAllText(path + ".partial", page);
            File.Move(path + ".partial", path, overwrite: true);
            Console.WriteLine(path);
            return 0;
        }
        catch (Exception error) when (error is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine(error.Message);
            return 1;
        }
    }
}
