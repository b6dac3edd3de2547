using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>
/// Runs an endpoint that has <see cref="ChangesData"/> in one transaction: it is committed before the answer leaves, where that is no fault, and
/// rolled back otherwise. The body is read whole before, so that a slow sender holds no lock. With an <c>Idempotency-Key</c> the answer is kept in
/// the same transaction, and a repeated request gets it again without changing anything
/// (draft-ietf-httpapi-idempotency-key-header).
/// </summary>
internal sealed class ChangeTransaction(RequestDelegate next, TimeProvider time)
{
    public const string Header = "Idempotency-Key";

    public const int MaxKeyLength = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ChangesData>() is null)
        {
            await next(context);
            return;
        }
        var key = context.Request.Headers[Header].ToString();
        if (key.Length > MaxKeyLength || key.Any(letter => letter is < ' ' or > '~'))
        {
            await Problems.Invalid(Header, $"It must have at most {MaxKeyLength} printable ASCII characters.").ExecuteAsync(context);
            return;
        }

        context.Request.EnableBuffering();
        var request = await DigestAsync(context.Request, context.RequestAborted);
        var response = context.Response.Body;
        await using var answer = new MemoryStream();
        context.Response.Body = answer;
        try
        {
            await RunAsync(context, key, request, answer);
        }
        finally
        {
            context.Response.Body = response;
        }
        answer.Position = 0;
        if (answer.Length > 0)
            await answer.CopyToAsync(response, context.RequestAborted);
    }

    private async Task RunAsync(HttpContext context, string key, string request, MemoryStream answer)
    {
        var db = context.RequestServices.GetRequiredService<ServerContext>();
        // What is begun is brought to its end, also where nobody waits for the answer.
        await using var transaction = await db.Database.BeginTransactionAsync(context.RequestAborted);
        var who = context.User.Identity?.Name ?? "";
        if (key.Length > 0 && !await ClaimAsync(db, who, key, request))
        {
            var before = await db.IdempotencyKeys.AsNoTracking().SingleAsync(record => record.Who == who && record.Key == key);
            await ReplayAsync(context, before, request);
            return;
        }
        await next(context);
        if (context.Response.StatusCode >= StatusCodes.Status400BadRequest)
            return;
        if (key.Length > 0)
            await KeepAsync(db, who, key, context.Response, answer);
        await transaction.CommitAsync(CancellationToken.None);
    }

    /// <returns>Whether the key is new. A request with the same key that is being answered is waited for.</returns>
    private async Task<bool> ClaimAsync(ServerContext db, string who, string key, string request)
    {
        // The same on both databases; the time in the way that each keeps it.
        object at = db is SqliteServerContext ? time.GetUtcNow().ToUnixTimeMilliseconds() : time.GetUtcNow();
        return await db.Database.ExecuteSqlAsync(
            $"INSERT INTO idempotency_keys (who, key, request, at, status) VALUES ({who}, {key}, {request}, {at}, 0) ON CONFLICT DO NOTHING") == 1;
    }

    private static async Task KeepAsync(ServerContext db, string who, string key, HttpResponse response, MemoryStream answer)
    {
        var (type, location, tag) = (response.ContentType, response.Headers.Location.ToString(), response.Headers.ETag.ToString());
        await db.IdempotencyKeys.Where(record => record.Who == who && record.Key == key).ExecuteUpdateAsync(record => record
            .SetProperty(r => r.Status, response.StatusCode)
            .SetProperty(r => r.ContentType, type)
            .SetProperty(r => r.Location, location)
            .SetProperty(r => r.EntityTag, tag)
            .SetProperty(r => r.Body, answer.ToArray()));
    }

    private static async Task ReplayAsync(HttpContext context, IdempotencyRecord before, string request)
    {
        if (before.Request != request)
        {
            await Problems.Invalid(Header, "It was sent before with another request: every change needs a key of its own.").ExecuteAsync(context);
            return;
        }
        var response = context.Response;
        response.StatusCode = before.Status;
        response.ContentType = before.ContentType;
        if (before.Location is { Length: > 0 })
            response.Headers.Location = before.Location;
        if (before.EntityTag is { Length: > 0 })
            response.Headers.ETag = before.EntityTag;
        response.Headers["Idempotency-Replayed"] = "true";
        await response.Body.WriteAsync(before.Body ?? []);
    }

    private static async Task<string> DigestAsync(HttpRequest request, CancellationToken cancellation)
    {
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var target = request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var header = string.Create(CultureInfo.InvariantCulture, $"{request.Method} {target}\n{request.Headers.IfMatch}\n{request.Headers.IfNoneMatch}\n\n");
        digest.AppendData(Encoding.UTF8.GetBytes(header));
        var buffer = new byte[64 << 10];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellation)) > 0)
            digest.AppendData(buffer, 0, read);
        request.Body.Position = 0;
        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
}
