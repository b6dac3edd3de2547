using System.CommandLine;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

internal sealed class GalleryBuildCommand : KlipCommand
{
    // Where nobody calibrated what a product is named from.
    private const float UncalibratedTwins = 0.9f;

    private readonly Option<string> _model = SharedOptions.Model();
    private readonly Option<string> _images = new("--images")
    {
        Description = "Folder with one folder of pictures a product, named by its sku.",
        HelpName = "DIR",
        Required = true,
    };
    private readonly Option<string> _out = new("--out")
    {
        Description = "Gallery file to write; its digest goes to FILE.sha256.",
        HelpName = "FILE",
        Required = true,
    };
    private readonly Option<string?> _products = new("--products")
    {
        Description = "Names and codes: tab-separated, header 'sku name gtin plu'. Without it a product is named by its sku.",
        HelpName = "TSV",
    };
    private readonly Option<string?> _decision = new("--decision")
    {
        Description = "Thresholds of the gallery's own, as `klip calibrate --out` writes them; without it the model's defaults hold.",
        HelpName = "FILE",
    };
    private readonly Option<string?> _rules = new("--rules")
    {
        Description = "What tells near twins apart and who must agree: tab-separated, header 'sku tieBreaker required leastGrams mostGrams'.",
        HelpName = "TSV",
    };
    private readonly Option<bool> _skipBroken = new("--skip-broken")
    {
        Description = "Names broken pictures and goes on without them; every product must keep one.",
    };
    private readonly Option<bool> _json = SharedOptions.JsonOnRequest();

    public GalleryBuildCommand()
        : base("build", "Embeds a folder of product folders into a gallery file. Nothing is written unless everything is right.")
    {
        Add(_model);
        Add(_images);
        Add(_out);
        Add(_products);
        Add(_rules);
        Add(_decision);
        Add(_skipBroken);
        Add(_json);
    }

    protected override int Run(ParseResult arguments, CancellationToken stop)
    {
        var images = arguments.GetRequiredValue(_images);
        var path = arguments.GetRequiredValue(_out);
        var folders = ProductFolders.Read(images);
        var described = arguments.GetValue(_products) is { } table ? ProductTable.Read(table) : new Dictionary<Sku, Product>();
        var rules = arguments.GetValue(_rules) is { } rulesFile ? RuleTable.Read(rulesFile) : new Dictionary<Sku, ProductRule>();
        if (rules.Keys.FirstOrDefault(sku => folders.All(folder => folder.Sku != sku)) is { Value.Length: > 0 } stray)
            throw new RefusedException($"{arguments.GetValue(_rules)} names {stray}, which has no folder in {images}: correct the sku, or remove the line");
        var decision = arguments.GetValue(_decision) is { } file ? GalleryDecision.Read(file) : null;
        using var encoder = Models.OpenEncoder(arguments.GetRequiredValue(_model));

        if (decision is not null && decision.EncoderId != encoder.EncoderId)
            throw new RefusedException($"{arguments.GetValue(_decision)} was calibrated for encoder {decision.EncoderId.Short}, but the model is "
                + $"{encoder.EncoderId.Short}: calibrate again with klip calibrate");

        var pictures = folders.SelectMany(folder => folder.Pictures.Select(picture => (folder.Sku, Source: picture))).ToList();
        var encoded = ProgressBar.Run("embedding", pictures.Count, done =>
            PictureEncoder.Encode(encoder, [.. pictures.Select(picture => Path.Combine(images, picture.Source))], stop).Select(picture =>
            {
                done(1);
                return picture;
            }).ToList());
        var broken = encoded.Where(picture => picture.Embedding is null).ToList();
        foreach (var picture in broken)
            Errors.Write(picture.Error!);
        if (broken.Count > 0 && !arguments.GetValue(_skipBroken))
            return Errors.Fail(
                $"{path} was not written: replace or remove the {broken.Count} pictures above, or leave them out by --skip-broken");

        var entries = encoded.Where(picture => picture.Embedding is not null)
            .Select((picture, index) => (Id: index + 1, From: pictures[picture.Index], Embedding: picture.Embedding!))
            .Select(entry => new GalleryEntry(entry.Id, entry.From.Sku, entry.Embedding, entry.From.Source))
            .ToList();
        var products = folders.Select(folder => Describe(folder.Sku, entries, described, images) with { Rule = rules.GetValueOrDefault(folder.Sku) }).ToList();
        var gallery = new Gallery(1, encoder.EncoderId, encoder.Dimension, products, entries, decision);
        GalleryFile.Write(path, gallery);
        var alike = decision?.Thresholds.AcceptSimilarity ?? encoder.Package.Manifest.Decision?.AcceptSimilarity ?? UncalibratedTwins;
        var info = GalleryInfo.Of(path, gallery, broken.Select(picture => pictures[picture.Index].Source));
        (info with { LookAlikes = [.. LookAlikes.Find(gallery, alike).Select(pair => LookAlikeRow.Of(pair, gallery))] }).Print(arguments.GetValue(_json));
        return ExitCode.Success;
    }

    private static Product Describe(Sku sku, List<GalleryEntry> entries, IReadOnlyDictionary<Sku, Product> described, string images)
    {
        var first = entries.Find(entry => entry.Sku == sku)
            ?? throw new RefusedException($"no picture in {Path.Combine(images, sku.Value)} can be read: add one, or remove the folder");
        var product = described.GetValueOrDefault(sku) ?? new Product(sku, sku.Value);
        return product with { Thumbnail = Thumbnails.Read(Path.Combine(images, first.Source)) };
    }
}
