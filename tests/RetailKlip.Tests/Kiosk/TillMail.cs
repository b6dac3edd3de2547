using System.Text.Json;

namespace RetailKlip.Tests.Kiosk;

/// <summary>A message as a till got it.</summary>
internal sealed record TillMail(string Id, string Basket, int Sequence, string Type, JsonElement Body)
{
    public static TillMail Of(string id, JsonElement body) => new(
        id, body.GetProperty("basket").GetString()!, body.GetProperty("sequence").GetInt32(), body.GetProperty("type").GetString()!, body);

    /// <summary>Fails unless, without its repetitions, it is all that was written, and in order in each basket.</summary>
    public static void AssertWhole(IReadOnlyCollection<string> written, IEnumerable<TillMail> got)
    {
        var once = got.DistinctBy(mail => mail.Id).ToList();
        Assert.Equal(written.Order(), once.Select(mail => mail.Id).Order());
        foreach (var basket in once.GroupBy(mail => mail.Basket))
            Assert.Equal(Enumerable.Range(1, basket.Count()), basket.Select(mail => mail.Sequence));
    }
}
