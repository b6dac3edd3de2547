using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;

namespace RetailKlip.Cli;

/// <summary>Brings a folder of product folders to the server and tells what it made of them.</summary>
/// <param name="folder">What the pictures' paths are relative to.</param>
internal sealed class PictureUpload(ServerClient server, string folder)
{
    private const int AtOnce = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // By product and digest of the file, the server's own name for a picture.
    private readonly ConcurrentDictionary<(string Sku, string Digest), string> _paths = new();
    private readonly ConcurrentBag<EnrolReport.Remark> _refused = [];
    private int _uploaded, _known;

    /// <summary>Uploads what the server does not have yet.</summary>
    /// <param name="done">Called with the number of pictures just done.</param>
    public async Task<EnrolReport> SendAsync(IReadOnlyList<ProductFolder> products, Action<int> done, CancellationToken stop)
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stop };
        await Parallel.ForEachAsync(products, parallel, async (product, cancellation) =>
        {
            var sku = product.Sku.Value;
            var enrolment = await EnrolmentAsync(sku, cancellation);
            var there = enrolment.Pictures.Select(picture => picture.Digest).ToHashSet();
            foreach (var picture in product.Pictures)
            {
                var content = await File.ReadAllBytesAsync(Path.Combine(folder, picture), cancellation);
                var digest = Convert.ToHexStringLower(SHA256.HashData(content));
                _paths.TryAdd((sku, digest), picture);
                if (!there.Add(digest))
                    Interlocked.Increment(ref _known);
                else if (await SendAsync(sku, picture, content, cancellation))
                    Interlocked.Increment(ref _uploaded);
                done(1);
            }
        });
        return new EnrolReport(products.Count, _uploaded, _known, 0, [], [], [], []);
    }

    /// <summary>Waits until no picture of these products waits for its embeddings.</summary>
    /// <param name="done">Called with the number of products just done.</param>
    public async Task<EnrolReport> AwaitAsync(
        EnrolReport sent, IReadOnlyList<ProductFolder> products, Action<int> done, CancellationToken stop)
    {
        var enrolments = new List<ProductEnrolment>(products.Count);
        foreach (var sku in products.Select(product => product.Sku.Value))
        {
            var enrolment = await EnrolmentAsync(sku, stop);
            while (enrolment.IsPending)
            {
                await Task.Delay(Pause, stop);
                enrolment = await EnrolmentAsync(sku, stop);
            }
            enrolments.Add(enrolment);
            done(1);
        }
        // Only once all are embedded are all look-alikes known.
        foreach (var (index, enrolment) in enrolments.Index().ToList())
            enrolments[index] = await EnrolmentAsync(enrolment.Sku, stop);
        return Report(sent, enrolments);
    }

    private EnrolReport Report(EnrolReport sent, List<ProductEnrolment> enrolments)
    {
        var pictures = enrolments.SelectMany(product => product.Pictures.Select(picture => (product.Sku, Picture: picture))).ToList();
        var names = pictures.ToDictionary(
            one => one.Picture.Id,
            one => _paths.GetValueOrDefault((one.Sku, one.Picture.Digest)) ?? Culture.Text($"picture {one.Picture.Id}"));
        var refused = pictures.Where(one => one.Picture.State == "Refused" && _paths.ContainsKey((one.Sku, one.Picture.Digest)))
            .Select(one => new EnrolReport.Remark(one.Sku, names[one.Picture.Id], one.Picture.Reason ?? "refused"));
        var poor = pictures.Where(one => one.Picture.Quality is { Reason.Length: > 0 })
            .Select(one => new EnrolReport.Remark(one.Sku, names[one.Picture.Id], one.Picture.Quality!.Reason));
        var doubled = pictures.Where(one => one.Picture.NearDuplicateOf is not null)
            .Select(one => new EnrolReport.NearDuplicate(one.Sku, names[one.Picture.Id], names[one.Picture.NearDuplicateOf!.Value]));
        // Each pair is told by both of its products.
        var alike = enrolments.SelectMany(product => product.LookAlikes.Select(other => string.CompareOrdinal(product.Sku, other.Sku) < 0
            ? new EnrolReport.Twins(product.Sku, other.Sku, other.Similarity)
            : new EnrolReport.Twins(other.Sku, product.Sku, other.Similarity)));
        return sent with
        {
            Embedded = pictures.Count(one => one.Picture.State == "Embedded"),
            Refused = [.. _refused.Concat(refused).OrderBy(remark => remark.Picture, StringComparer.Ordinal)],
            Poor = [.. poor],
            NearDuplicates = [.. doubled],
            LookAlikes = [.. alike.DistinctBy(pair => (pair.First, pair.Second)).OrderByDescending(pair => pair.Similarity)],
        };
    }

    /// <returns>Whether the server took it.</returns>
    private async Task<bool> SendAsync(string sku, string picture, byte[] content, CancellationToken stop)
    {
        // What kind of picture it is, the server sees for itself.
        var type = content is [0x89, ..] ? "image/png" : "image/jpeg";
        var request = new ServerRequest(HttpMethod.Post, $"{ServerRequest.Product(sku)}/pictures", content, type);
        try
        {
            using var added = await server.SendAsync(picture, request, stop);
            return true;
        }
        catch (ServerRefusedException refused) when (refused.IsOfOneProduct)
        {
            _refused.Add(new(sku, picture, refused.Problem.ToString()));
            return false;
        }
    }

    private Task<ProductEnrolment> EnrolmentAsync(string sku, CancellationToken stop) =>
        server.GetAsync($"product {sku}", $"{ServerRequest.Product(sku)}/enrolment", JsonOutput.Types.ProductEnrolment, stop);
}
