using System.Net;
using System.Net.Http.Headers;

namespace RetailKlip.Cli;

/// <summary>A request that can be sent again as it was.</summary>
/// <param name="Path">Relative to the server's address.</param>
/// <param name="Type">Media type of <paramref name="Body"/>.</param>
/// <param name="Revision">What the product is known as by who changes it; null where that does not matter.</param>
/// <param name="Accepted">A status that is an answer too, besides success.</param>
internal sealed record ServerRequest(
    HttpMethod Method, string Path, byte[]? Body = null, string? Type = null, string? Revision = null, HttpStatusCode? Accepted = null)
{
    public const string Ready = "/health/ready";

    public static string Product(string sku) => $"api/products/{Uri.EscapeDataString(sku)}";

    public bool Accepts(HttpStatusCode status) => status == Accepted;

    /// <param name="key">The same whenever this request is sent again.</param>
    public HttpRequestMessage ToMessage(Uri server, string key)
    {
        var message = new HttpRequestMessage(Method, new Uri(server, Path));
        if (Method != HttpMethod.Get)
            message.Headers.Add("Idempotency-Key", key);
        if (Revision is not null)
            message.Headers.IfMatch.Add(new EntityTagHeaderValue($"\"{Revision}\""));
        if (Body is null)
            return message;
        message.Content = new ByteArrayContent(Body);
        message.Content.Headers.ContentType = new MediaTypeHeaderValue(Type!);
        // A server that refuses a body unread hangs up on who is still sending it.
        message.Headers.ExpectContinue = true;
        return message;
    }
}
