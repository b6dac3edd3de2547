using System.CommandLine;
using RetailKlip.Core;

namespace RetailKlip.Cli;

internal sealed class ServerExportCommand : ServerSubcommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "CSV to write." };

    public ServerExportCommand(ServerAccess access)
        : base(access, "export", "Writes all products as a table, for a spreadsheet or `klip server import`.") => Add(_file);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var file = arguments.GetRequiredValue(_file);
        var fresh = DurableFile.TemporaryFor(file);
        try
        {
            using (var table = await server.SendAsync("catalogue", new(HttpMethod.Get, "api/catalogue.csv"), stop))
            await using (var stream = File.Create(fresh))
                await table.Content.CopyToAsync(stream, stop);
        }
        catch (HttpRequestException cut)
        {
            File.Delete(fresh);
            throw new RefusedException($"{file} was not written: {server.Address} broke off ({cut.Message}); try again");
        }
        catch
        {
            File.Delete(fresh);
            throw;
        }
        DurableFile.Publish(fresh, file);
        var written = new ExportLine(file, new FileInfo(file).Length);
        if (arguments.GetValue(Json))
            JsonOutput.Line(written, JsonOutput.Types.ExportLine);
        else
            Console.WriteLine(Culture.Text($"{file}: {written.Bytes:N0} bytes"));
        return ExitCode.Success;
    }
}
