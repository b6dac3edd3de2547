using System.Globalization;
using System.Net;
using System.Text;
using RetailKlip.Core;
using RetailKlip.Vision;

namespace RetailKlip.Cli;

/// <summary>An evaluation as one page that needs nothing else: measures, products, confusions, the worst queries in pictures.</summary>
internal sealed class EvaluationReport(Evaluation evaluation, EvaluationResults results, string images)
{
    private const int MostConfusions = 20;
    private const int WorstQueries = 24;

    private const string Style = """
        :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
        body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
        table { border-collapse: collapse; margin: 1rem 0 2rem; }
        th, td { text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #8884; font-variant-numeric: tabular-nums; }
        .pairs { display: grid; grid-template-columns: repeat(auto-fill, minmax(22rem, 1fr)); gap: 1rem; }
        figure { margin: 0; padding: .75rem; border: 1px solid #8884; border-radius: .5rem; }
        figure img { height: 8rem; margin-right: .5rem; border-radius: .25rem; }
        """;

    private readonly StringBuilder _page = new();

    /// <summary>The measures with their names for people, also for the table on a terminal.</summary>
    public static IEnumerable<(string Name, string Value)> Measures(Evaluation evaluation)
    {
        yield return ("top-1", Share(evaluation.Top1));
        yield return ("top-5", Share(evaluation.Top5));
        yield return ("top-1, mean over products", Share(evaluation.PerClass));
        yield return ("mean average precision", Share(evaluation.Map));
        yield return ("MAP@R", Share(evaluation.MapAtR));
        yield return ("R-precision", Share(evaluation.RPrecision));
        yield return ("AUROC, query against unknown", Share(evaluation.Auroc));
        yield return ("DIR at FAR 1 %", Share(evaluation.DirAtFar1));
        yield return ("DIR at FAR 0.1 %", Share(evaluation.DirAtFar01));
        if (evaluation.Decisions is { } decisions)
        {
            yield return ("named right by the model's thresholds", Share(decisions.NamedRight));
            yield return ("named wrong", Share(decisions.NamedWrong));
            yield return ("asked", Share(decisions.Asked));
            yield return ("unknowns named", Share(decisions.UnknownNamed));
        }
        yield return ("products", Culture.Text($"{evaluation.Products}"));
        yield return ("gallery pictures", Culture.Text($"{evaluation.Gallery}"));
        yield return ("queries", Culture.Text($"{evaluation.Queries}"));
        yield return ("pictures of unknown products", Culture.Text($"{evaluation.Unknown}"));
        yield return ("one crop", Culture.Text($"{evaluation.EncodeMs.P50:F1} ms median, {evaluation.EncodeMs.P95:F1} ms at 95 %"));
        yield return ("encoder", $"{evaluation.EncoderId} on {evaluation.Provider}");
    }

    public string ToHtml()
    {
        var model = Path.GetFileName(Path.TrimEndingDirectorySeparator(evaluation.Model));
        var title = $"{model} on {Path.GetFileNameWithoutExtension(evaluation.Protocol)}";
        _page.Append(CultureInfo.InvariantCulture, $"""
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
            <title>{Text(title)}</title><style>
            {Style}
            </style></head><body>
            <h1>{Text(title)}</h1>

            """);
        Table(["measure", "value"], Measures(evaluation).Select(measure => new[] { measure.Name, measure.Value }));
        Heading("Products");
        Table(["product", "queries", "top-1", "top-5", "mean similarity"], Products());
        Heading("Most confused pairs");
        Table(["shown", "named", "queries"], Confusions());
        Heading("Worst queries: wrong, with the highest similarity");
        Worst();
        return _page.Append("</body></html>\n").ToString();
    }

    private IEnumerable<string[]> Products() => results.Metrics.Queries.GroupBy(query => query.Product)
        .Select(product => (
            Sku: product.Key,
            Count: Culture.Text($"{product.Count()}"),
            Top1: product.Average(query => query.IsRight ? 1.0 : 0),
            Top5: product.Average(query => query.Rank <= 5 ? 1.0 : 0),
            Similarity: product.Average(query => query.Similarity)))
        .OrderBy(product => product.Top1)
        .ThenBy(product => product.Sku)
        .Select(product => new[] { product.Sku.Value, product.Count, Share(product.Top1), Share(product.Top5), Share(product.Similarity) });

    private IEnumerable<string[]> Confusions() => results.Queries.Where(query => !query.IsRight)
        .GroupBy(query => (Shown: query.Product, Named: query.Match.Best.Product.Sku))
        .OrderByDescending(pair => pair.Count())
        .ThenBy(pair => pair.Key.Shown)
        .ThenBy(pair => pair.Key.Named)
        .Take(MostConfusions)
        .Select(pair => new[] { pair.Key.Shown.Value, pair.Key.Named.Value, Culture.Text($"{pair.Count()}") });

    private void Worst()
    {
        _page.Append("<div class=\"pairs\">\n");
        var wrong = results.Queries.Where(query => !query.IsRight).OrderByDescending(query => query.Match.Similarity);
        foreach (var (path, product, match) in wrong.Take(WorstQueries))
            _page.Append(CultureInfo.InvariantCulture, $"""
                <figure>{Picture(path)}{Picture(match.Best.Nearest.Source)}
                <figcaption>{Text(product.Value)} named {Text(match.Best.Product.Sku.Value)}:
                similarity {match.Similarity:F3}, margin {match.Margin:F3}</figcaption></figure>

                """);
        _page.Append("</div>\n");
    }

    private void Heading(string text) => _page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(text)}</h2>\n");

    private void Table(string[] header, IEnumerable<string[]> rows)
    {
        _page.Append("<table><thead><tr>").AppendJoin("", header.Select(cell => $"<th>{Text(cell)}</th>")).Append("</tr></thead><tbody>\n");
        foreach (var row in rows)
            _page.Append("<tr>").AppendJoin("", row.Select(cell => $"<td>{Text(cell)}</td>")).Append("</tr>\n");
        _page.Append("</tbody></table>\n");
    }

    private string Picture(string path)
    {
        var jpeg = Convert.ToBase64String(Thumbnails.Read(Path.Combine(images, path)));
        return $"<img src=\"data:image/jpeg;base64,{jpeg}\" alt=\"{Text(path)}\">";
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Share(double? share) => share is { } value ? value.ToString("F4", CultureInfo.InvariantCulture) : "none";
}
