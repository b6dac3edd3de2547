using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using RetailKlip.Vision;

namespace RetailKlip.Server;

internal static class EnrolmentEndpoints
{
    private const int SkuSegment = 2, PictureSegment = 4;

    private const string Jpeg = "image/jpeg", Png = "image/png";

    public static void MapEnrolment(this IEndpointRouteBuilder api)
    {
        var largest = api.ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value.MaxPictureBytes;
        var product = api.MapGroup("/products/{sku}").WithTags("Enrolment");
        product.MapPost("/pictures", AddAsync).WithMetadata(ChangesData.Instance, new BodyLimit(largest)).Accepts<byte[]>(Jpeg, Png)
            .WithSummary("Adds a JPEG or PNG picture, embedded in the background").Produces<PictureResponse>(201).Produces<PictureResponse>()
            .ProducesProblem(404).ProducesProblem(409).ProducesProblem(413).ProducesProblem(415).ProducesValidationProblem(422);
        product.MapGet("/pictures/{picture}", GetAsync).WithSummary("One picture's state").Produces<PictureResponse>().ProducesProblem(404);
        product.MapGet("/pictures/{picture}/file", FileAsync).WithSummary("The picture as it was sent").ProducesProblem(404);
        product.MapGet("/pictures/{picture}/thumbnail", ThumbnailAsync).WithSummary("A small JPEG of an embedded picture").ProducesProblem(404);
        product.MapDelete("/pictures/{picture}", RemoveAsync).WithMetadata(ChangesData.Instance).WithSummary("Removes a picture")
            .Produces(204).ProducesProblem(404);
        product.MapGet("/enrolment", ReviewAsync).WithSummary("Pictures, look-alikes and approval of a product")
            .Produces<EnrolmentResponse>().ProducesProblem(404);
        product.MapPut("/approval", ApproveAsync).WithMetadata(ChangesData.Instance)
            .WithSummary("Agrees to a product and its embedded pictures: the next release carries them")
            .Produces<EnrolmentResponse>().ProducesProblem(404).ProducesProblem(409);
        product.MapDelete("/approval", WithdrawAsync).WithMetadata(ChangesData.Instance).WithSummary("Takes a product out of the next release")
            .Produces(204).ProducesProblem(404);
        api.MapGet("/enrolment", ProgressAsync).WithTags("Enrolment").WithSummary("How many pictures are embedded, and by which encoder")
            .Produces<EnrolmentProgress>();
    }

    private static async Task<IResult> AddAsync(
        Catalogue catalogue, Enrolment enrolment, HttpContext http, IOptions<ServerOptions> options, CancellationToken cancellation)
    {
        if (await FindAsync(catalogue, http, cancellation) is not { } product)
            return Missing(http);
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, cancellation);
        var content = body.GetBuffer().AsMemory(0, (int)body.Length);
        PictureFormat format;
        try
        {
            // Nothing is decoded here: a few kilobytes can claim to be gigabytes.
            format = Pictures.Inspect(content.Span, "The picture", options.Value.MaxPictureMegapixels * 1_000_000L);
        }
        catch (PictureException unfit)
        {
            return Problems.Invalid("picture", unfit.Message);
        }
        if (format.Kind is not ("JPEG" or "PNG"))
            return Results.Problem($"The picture is {format.Kind}: send a JPEG or PNG.", statusCode: StatusCodes.Status415UnsupportedMediaType);
        if (await enrolment.CountAsync(product, cancellation) >= Enrolment.MaxPictures)
            return Problems.Conflict($"Product {product.Sku} has {Enrolment.MaxPictures} pictures, the most that one may have: remove some first.");
        var (picture, isNew) = await enrolment.AddAsync(product, content, format, format.Kind == "PNG" ? Png : Jpeg, Who(http), cancellation);
        var answer = PictureResponse.Of(picture);
        return isNew
            ? Results.Created(string.Create(CultureInfo.InvariantCulture, $"/api/products/{Uri.EscapeDataString(product.Sku)}/pictures/{picture.Id}"), answer)
            : Results.Ok(answer);
    }

    private static async Task<IResult> GetAsync(Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation) =>
        await FindPictureAsync(catalogue, enrolment, http, cancellation) is (_, { } picture) ? Results.Ok(PictureResponse.Of(picture)) : MissingPicture(http);

    private static async Task<IResult> FileAsync(Catalogue catalogue, Enrolment enrolment, FileStore files, HttpContext http, CancellationToken cancellation)
    {
        if (await FindPictureAsync(catalogue, enrolment, http, cancellation) is not (_, { } picture))
            return MissingPicture(http);
        var content = await files.GetAsync(picture.Digest, picture.Bytes, cancellation);
        return Results.Bytes(content, picture.ContentType, entityTag: new EntityTagHeaderValue($"\"{picture.Digest}\""));
    }

    private static async Task<IResult> ThumbnailAsync(
        Catalogue catalogue, Enrolment enrolment, ServerContext db, HttpContext http, CancellationToken cancellation)
    {
        if (await FindPictureAsync(catalogue, enrolment, http, cancellation) is not (_, { } picture))
            return MissingPicture(http);
        var thumbnail = await db.PictureEmbeddings.Where(embedding => embedding.PictureId == picture.Id)
            .Select(embedding => embedding.Thumbnail).SingleOrDefaultAsync(cancellation);
        return thumbnail is null
            ? Problems.NotFound($"Picture {picture.Id} is not embedded, so that it has no thumbnail.")
            : Results.Bytes(thumbnail, Jpeg, entityTag: new EntityTagHeaderValue($"\"{picture.Digest}-small\""));
    }

    private static async Task<IResult> RemoveAsync(Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation)
    {
        if (await FindPictureAsync(catalogue, enrolment, http, cancellation) is not ({ } product, { } picture))
            return MissingPicture(http);
        await enrolment.RemoveAsync(product, picture, Who(http), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> ReviewAsync(Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation) =>
        await FindAsync(catalogue, http, cancellation) is { } product ? Results.Ok(await enrolment.ReviewAsync(product, cancellation)) : Missing(http);

    private static async Task<IResult> ApproveAsync(Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation)
    {
        if (await FindAsync(catalogue, http, cancellation) is not { } product)
            return Missing(http);
        return await enrolment.ApproveAsync(product, Who(http), cancellation) is { } refusal
            ? Problems.Conflict(refusal)
            : Results.Ok(await enrolment.ReviewAsync(product, cancellation));
    }

    private static async Task<IResult> WithdrawAsync(Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation)
    {
        if (await FindAsync(catalogue, http, cancellation) is not { } product)
            return Missing(http);
        await enrolment.WithdrawAsync(product, Who(http), cancellation);
        return Results.NoContent();
    }

    private static async Task<IResult> ProgressAsync(ServerContext db, EnrolmentEncoder encoder, CancellationToken cancellation)
    {
        var states = await db.Pictures.GroupBy(picture => picture.State).Select(state => new { state.Key, Count = state.Count() })
            .ToDictionaryAsync(state => state.Key, state => state.Count, cancellation);
        return Results.Ok(new EnrolmentProgress(encoder.EncoderId.Value, encoder.Package.Manifest.Name, Of(PictureState.Pending),
            Of(PictureState.Embedded), Of(PictureState.Refused)));

        int Of(PictureState state) => states.GetValueOrDefault(state);
    }

    private static Task<CatalogueProduct?> FindAsync(Catalogue catalogue, HttpContext http, CancellationToken cancellation) =>
        catalogue.FindAsync(http.Segment(SkuSegment), cancellation);

    private static async Task<(CatalogueProduct?, ReferencePicture?)> FindPictureAsync(
        Catalogue catalogue, Enrolment enrolment, HttpContext http, CancellationToken cancellation) =>
        long.TryParse(http.Segment(PictureSegment), NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && await FindAsync(catalogue, http, cancellation) is { } product
            ? (product, await enrolment.FindAsync(product, id, cancellation))
            : (null, null);

    private static IResult Missing(HttpContext http) => Problems.NotFound($"There is no product {http.Segment(SkuSegment)}.");

    private static IResult MissingPicture(HttpContext http) =>
        Problems.NotFound($"There is no picture {http.Segment(PictureSegment)} of a product {http.Segment(SkuSegment)}.");

    private static string Who(HttpContext http) => http.User.Identity?.Name ?? "";
}
