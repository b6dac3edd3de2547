using System.CommandLine;
using System.Net;

namespace RetailKlip.Cli;

internal sealed class ServerEnrolCommand : ServerSubcommand
{
    private readonly Argument<string> _folder = new("FOLDER")
    {
        Description = "Folder with one folder of pictures (JPEG or PNG) a product, named by its sku.",
    };

    public ServerEnrolCommand(ServerAccess access)
        : base(access, "enrol", "Uploads pictures that the server lacks, waits for their embeddings, and lists what is wrong with them.") =>
        Add(_folder);

    protected override async Task<int> RunAsync(ServerClient server, ParseResult arguments, CancellationToken stop)
    {
        var folder = arguments.GetRequiredValue(_folder);
        var folders = ProductFolders.Read(folder);
        if (await MissingAsync(server, folders, stop) is { Count: > 0 } missing)
        {
            foreach (var sku in missing)
                Errors.Write($"product {sku} is not in the catalogue");
            return Errors.Fail(
                $"nothing of {folder} was uploaded: import the {missing.Count} products above first, or correct the folders' names");
        }
        var upload = new PictureUpload(server, folder);
        var pictures = folders.Sum(product => product.Pictures.Count);
        var report = ProgressBar.Run("uploading", pictures, done => upload.SendAsync(folders, done, stop).GetAwaiter().GetResult());
        report = ProgressBar.Run("embedding", folders.Count, done => upload.AwaitAsync(report, folders, done, stop).GetAwaiter().GetResult());
        foreach (var refused in report.Refused)
            Errors.Write($"{Path.Combine(folder, refused.Picture)}: {refused.Reason}");
        if (arguments.GetValue(Json))
            JsonOutput.Line(report, JsonOutput.Types.EnrolReport);
        else
            report.Print();
        return report.Refused.Count == 0 ? ExitCode.Success
            : Errors.Fail($"{report.Refused.Count} pictures were refused, all others are there: replace or remove those above");
    }

    private static async Task<List<string>> MissingAsync(ServerClient server, IReadOnlyList<ProductFolder> folders, CancellationToken stop)
    {
        var missing = new List<string>();
        foreach (var sku in folders.Select(product => product.Sku.Value))
        {
            var request = new ServerRequest(HttpMethod.Get, ServerRequest.Product(sku), Accepted: HttpStatusCode.NotFound);
            using var response = await server.SendAsync($"product {sku}", request, stop);
            if (response.StatusCode == HttpStatusCode.NotFound)
                missing.Add(sku);
        }
        return missing;
    }
}
