using System.Globalization;
using Microsoft.AspNetCore.Http.Extensions;

namespace RetailKlip.Server;

/// <summary>Pages that go on after a key: what is added or removed meanwhile neither repeats nor hides another item.</summary>
internal static class Paging
{
    private const int Usual = 50, Most = 200;

    public static int Size(int? limit) => limit ?? Usual;

    /// <returns>Null where the limit is one.</returns>
    public static IResult? Fault(int? limit) => limit is null or (>= 1 and <= Most) ? null
        : Problems.Invalid("limit", $"{limit} is not 1 to {Most}.");

    /// <param name="found">One more than the page holds where there is a next one.</param>
    /// <param name="key">What the next page goes on after.</param>
    public static Page<TItem> Of<TRow, TItem>(List<TRow> found, HttpContext http, int? limit, Func<TRow, string> key, Func<TRow, TItem> item)
    {
        var size = Size(limit);
        string? next = null;
        if (found.Count > size)
        {
            var query = new QueryBuilder(http.Request.Query.Where(parameter => parameter.Key is not ("after" or "limit")))
            {
                { "after", key(found[size - 1]) },
                { "limit", size.ToString(CultureInfo.InvariantCulture) },
            };
            next = http.Request.Path.ToUriComponent() + query;
        }
        return new([.. found.Take(size).Select(item)], next);
    }
}
