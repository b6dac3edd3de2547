using System.CommandLine;

namespace RetailKlip.Cli;

internal sealed class ServerImportCommand : ServerSubcommand
{
    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Table of products: CSV in UTF-8, as `klip server export` writes it.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Only checks, and says what would change." };

    public ServerImportCommand(ServerAccess access)
        : base(access, "import", "Adds and changes products by a table, all or nothing.")
    {
        Add(_file);
        Add(_dryRun);
    }

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var (file, dryRun) = (arguments.GetRequiredValue(_file), arguments.GetValue(_dryRun));
        var path = dryRun ? "api/catalogue.csv?dryRun=true" : "api/catalogue.csv";
        var request = new ServerRequest(HttpMethod.Post, path, await File.ReadAllBytesAsync(file, stop), "text/csv");
        ImportReport report;
        try
        {
            report = await server.ChangeAsync(file, request, JsonOutput.Types.ImportReport, stop) with { DryRun = dryRun };
        }
        catch (ServerRefusedException refused) when (refused.Problem.Faults is { Count: > 0 } faults)
        {
            foreach (var fault in faults)
                Errors.Write($"{file}, {fault.Where}: {fault.Reason}");
            if (arguments.GetValue(Json))
                JsonOutput.Line(new(0, 0, 0, dryRun, faults), JsonOutput.Types.ImportReport);
            return Errors.Fail($"{file} was not imported: correct what is named above ({refused.Problem.Detail})");
        }
        if (arguments.GetValue(Json))
            JsonOutput.Line(report, JsonOutput.Types.ImportReport);
        else
            Console.WriteLine(Culture.Text($"{report.Created} created, {report.Changed} changed, {report.Unchanged} unchanged")
                + (dryRun ? ": nothing was done, it is a dry run" : ""));
        return ExitCode.Success;
    }
}
