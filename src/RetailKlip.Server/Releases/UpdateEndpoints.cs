using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace RetailKlip.Server;

/// <summary>
/// The update repository, for everybody: what is in it is signed. A kiosk, or any cache in between, keeps what is named by a version or hash for ever;
/// only the timestamp is asked for again.
/// </summary>
internal static class UpdateEndpoints
{
    private const string Timestamp = "timestamp.json";
    private const string ForEver = "public, max-age=31536000, immutable";

    // After /tuf/metadata and /tuf/targets.
    private const int FirstSegment = 2;

    public static void MapUpdates(this IEndpointRouteBuilder app)
    {
        string[] reading = [HttpMethods.Get, HttpMethods.Head];
        var tuf = app.MapGroup("/tuf").AllowAnonymous().WithTags("Updates");
        tuf.MapMethods("/metadata/{**path}", reading, (UpdateRepository updates, HttpContext http) => Serve(updates.MetadataFolder, http))
            .WithSummary("Signed metadata (The Update Framework)").ProducesProblem(404);
        tuf.MapMethods("/targets/{**path}", reading, (UpdateRepository updates, HttpContext http) => Serve(updates.TargetsFolder, http))
            .WithSummary("Releases and models that the metadata names").ProducesProblem(404);
    }

    private static IResult Serve(string folder, HttpContext http)
    {
        if (Names(http) is not { } names)
            return Problems.NotFound("There is no such file.");
        FileStream file;
        try
        {
            // Replaced while it is read, it stays what it was when it was opened.
            file = new FileStream(
                Path.Combine([folder, .. names]), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1, useAsync: true);
        }
        catch (Exception absent) when (absent is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return Problems.NotFound("There is no such file.");
        }
        var isTimestamp = names is [Timestamp];
        http.Response.Headers.CacheControl = isTimestamp ? "public, no-cache" : ForEver;
        var tag = isTimestamp ? DigestOf(file) : Uri.EscapeDataString(names[^1]);
        var type = names[^1].EndsWith(".json", StringComparison.Ordinal) ? "application/json" : "application/octet-stream";
        return Results.File(file, type, entityTag: new EntityTagHeaderValue($"\"{tag}\""), enableRangeProcessing: true);
    }

    /// <returns>Null where a segment could lead elsewhere; files that are just being written begin with a dot.</returns>
    private static string[]? Names(HttpContext http)
    {
        var names = new List<string>();
        for (var segment = FirstSegment; segment < http.SegmentCount(); segment++)
            names.Add(http.Segment(segment));
        return names.Count > 0 && names.All(name => name.Length is > 0 and < 256 && name[0] != '.' && name.IndexOfAny(['/', '\\', '\0', ':']) < 0)
            ? [.. names]
            : null;
    }

    private static string DigestOf(FileStream file)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(file));
        file.Position = 0;
        return digest;
    }
}
