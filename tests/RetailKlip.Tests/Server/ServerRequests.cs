using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using OpenCvSharp;
using RetailKlip.Tests.Vision;

namespace RetailKlip.Tests.Server;

/// <summary>What tests of several parts ask a server for, in this process or another.</summary>
internal static class ServerRequests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task AddProductAsync(this HttpClient client, string sku, string? name = null)
    {
        var product = JsonSerializer.Serialize(new { sku, names = new Dictionary<string, string> { ["en"] = name ?? sku } });
        using var answer = await client.PostAsync("/api/products", new StringContent(product, Encoding.UTF8, "application/json"), Cancellation);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    /// <summary>A picture of a few large patches of colour, which tell one seed from another.</summary>
    public static byte[] Patches(int seed, int width = 320, int height = 240, string extension = ".jpg")
    {
        using var picture = Drawings.Patches(width, height, seed);
        return picture.ImEncode(extension);
    }

    public static Task<HttpResponseMessage> PostPictureAsync(this HttpClient client, string sku, byte[] picture, string type = "image/jpeg")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, $"/api/products/{Uri.EscapeDataString(sku)}/pictures") { Content = new ByteArrayContent(picture) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(type);
        // A server that refuses a body unread hangs up on who is still sending it.
        request.Headers.ExpectContinue = true;
        return client.SendAsync(request, Cancellation);
    }

    /// <returns>Its id.</returns>
    public static async Task<long> AddPictureAsync(this HttpClient client, string sku, byte[] picture)
    {
        using var answer = await client.PostPictureAsync(sku, picture);
        return (await answer.JsonAsync()).GetProperty("id").GetInt64();
    }

    /// <summary>Adds a product with one picture of patches, and approves it.</summary>
    public static async Task EnrolAsync(this HttpClient client, string sku, int seed, bool isNew = true)
    {
        if (isNew)
            await client.AddProductAsync(sku);
        await client.AddPictureAsync(sku, Patches(seed));
        await client.EmbeddedAsync(sku);
        using var approved = await client.PutAsync($"/api/products/{sku}/approval", null, Cancellation);
        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
    }

    /// <returns>What became of the release.</returns>
    public static async Task<JsonElement> PublishAsync(this HttpClient client)
    {
        using var accepted = await client.PostAsync("/api/releases", null, Cancellation);
        Assert.Equal(HttpStatusCode.Accepted, accepted.StatusCode);
        return await client.UntilAsync(accepted.Headers.Location!.ToString(), release => release.Text("stage") != "Waiting");
    }

    /// <summary>The product's enrolment once no picture waits any more.</summary>
    public static Task<JsonElement> EmbeddedAsync(this HttpClient client, string sku) => client.UntilAsync($"/api/products/{Uri.EscapeDataString(sku)}/enrolment",
        enrolment => enrolment.GetProperty("pictures").EnumerateArray().All(picture => picture.Text("state") != "Pending"));

    /// <summary>The answer as soon as it is as wanted; fails with the last one where it does not come to that.</summary>
    public static async Task<JsonElement> UntilAsync(this HttpClient client, string address, Predicate<JsonElement> wanted)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        while (true)
        {
            using var response = await client.GetAsync(address, Cancellation);
            var answer = await response.JsonAsync();
            if (wanted(answer))
                return answer;
            Assert.False(patience.IsCancellationRequested, $"{address} still says {answer}");
            await Task.Delay(50, Cancellation);
        }
    }
}
