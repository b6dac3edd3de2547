using System.Globalization;
using System.Net;
using System.Text;

namespace RetailKlip.Trainer;

/// <summary>What runs and studies came to, as one HTML file that needs no other: tables, and curves as SVG.</summary>
public static class HtmlReport
{
    private const string Font = "1rem/1.5 system-ui, sans-serif";

    private const string Style = $$"""
        :root { color-scheme: light; --ink: #1b1f1d; --soft: #59635d; --rule: #dcdfda; --paper: #fbfbf8; }
        body { margin: 0 auto; padding: 2.5rem 1.5rem 5rem; max-width: 46rem; background: var(--paper); color: var(--ink); font: {{Font}}; }
        h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .3rem; }
        h2 { font-size: 1.25rem; margin: 2.6rem 0 .4rem; }
        p { margin: .4rem 0 .8rem; max-width: 40rem; }
        .soft, figcaption { color: var(--soft); font-size: .9rem; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { padding: .4rem .9rem .4rem 0; border-bottom: 1px solid var(--rule); text-align: right; white-space: nowrap; }
        th { font-weight: 600; vertical-align: bottom; }
        th:first-child, td:first-child { text-align: left; white-space: normal; }
        td.best { font-weight: 700; }
        figure { margin: 1rem 0; }
        figure svg { max-width: 100%; height: auto; background: #fff; border: 1px solid var(--rule); }
        """;

    /// <param name="runs">Folders of runs and studies, in the order they are shown in.</param>
    /// <returns>The page.</returns>
    /// <exception cref="FileNotFoundException">The charts' typeface is not installed.</exception>
    /// <exception cref="InvalidDataException">A folder is neither a run's nor a study's, or its files are damaged.</exception>
    public static string Write(IReadOnlyList<string> runs)
    {
        Charts.LoadLettering();
        var page = new StringBuilder();
        var studies = runs.Select(run => (Run: run, Study: StudyResult.Read(run))).ToList();
        var first = studies.Select(entry => entry.Study).FirstOrDefault(study => study is not null);
        var title = first is not null ? $"{first.Name}: training report" : "Training report";
        page.Append(CultureInfo.InvariantCulture, $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Text(title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>{Text(title)}</h1>

            """);
        foreach (var (run, study) in studies)
        {
            if (study is not null)
                Append(page, study);
            AppendCurves(page, run, study is not null);
        }
        return page.Append("</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder page, StudyResult study)
    {
        Paragraph(page, $"{study.Data}. Measured on {study.Date:yyyy-MM-dd}, {study.Machine}. {study.Note}", "soft");
        Heading(page, "Ways to name products",
            "Top-1 on test pictures. Nearest neighbour looks among all products, known and new, each enrolled with 5 pictures; "
            + "a classifier knows only those that it was trained on, which makes its task easier and new products impossible.");
        Table(page, ["", "known products", "new products", "training, s"], study.Methods.Select(method => new[]
        {
            method.Method, Share(method.KnownProducts), method.NewProducts is { } share ? Share(share) : "none",
            Seconds(method.TrainingSeconds),
        }), best: [1, 2]);

        Heading(page, "New products by the number of enrolled pictures", "Top-1 among the new products alone; none was trained on.");
        Table(page, ["pictures each", "frozen encoder", "RetailKLIP"], study.Shots.Select(shots =>
            new[] { Whole(shots.Shots), Share(shots.Frozen), Share(shots.FineTuned) }), best: []);
        Figure(page, Charts.Lines("pictures enrolled of each product", "top-1",
        [
            ("frozen encoder", [.. study.Shots.Select(shots => (double)shots.Shots)], [.. study.Shots.Select(shots => shots.Frozen)]),
            ("RetailKLIP", [.. study.Shots.Select(shots => (double)shots.Shots)], [.. study.Shots.Select(shots => shots.FineTuned)]),
        ], isShare: true), "New products, nearest neighbour.");

        Heading(page, "The price of a new product",
            "A shop grows. Enrolment embeds the pictures of the products that came, with the encoder fine-tuned on the first day's; "
            + "retraining fine-tunes a classifier on all. Both have the same pictures.");
        Table(page, ["products", "added", "enrol, s", "enrolled: top-1", "retrain, s", "retrained: top-1"], study.Growth.Select(day => new[]
        {
            Whole(day.Products), Whole(day.Added), Seconds(day.EnrolSeconds), Share(day.EnrolAccuracy),
            Seconds(day.RetrainSeconds), Share(day.RetrainAccuracy),
        }), best: []);
        double[] products = [.. study.Growth.Select(day => (double)day.Products)];
        Figure(page, Charts.Lines("products in the shop", "seconds",
        [
            ("enrolment", products, [.. study.Growth.Select(day => day.EnrolSeconds)]),
            ("retraining", products, [.. study.Growth.Select(day => day.RetrainSeconds)]),
        ], fromZero: true), "What the products that came last cost.");
        Figure(page, Charts.Lines("products in the shop", "top-1",
        [
            ("enrolment", products, [.. study.Growth.Select(day => day.EnrolAccuracy)]),
            ("retraining", products, [.. study.Growth.Select(day => day.RetrainAccuracy)]),
        ], isShare: true), "How well all products are named.");

        AppendVariants(page, "The loss", "The fine-tuning with another loss, everything else alike; the first is its own.", study.Losses);
        AppendVariants(
            page, "The rate's decay", "The fine-tuning with another rate from block to block, the first is its own: 1 trains all blocks alike.",
            study.LayerDecays);

        Heading(page, "The gallery", "Five pictures of each product, laid out by t-SNE: near points are near embeddings.");
        var groups = study.Gallery.GroupBy(point => point.IsNew).OrderBy(group => group.Key).Select(group => (
            group.Key ? "new products" : "known products",
            group.Select(point => point.X).ToArray(),
            group.Select(point => point.Y).ToArray()));
        Figure(page, Charts.Cloud(groups), "RetailKLIP's embeddings.");
    }

    private static void AppendVariants(StringBuilder page, string heading, string text, IReadOnlyList<VariantResult> variants)
    {
        Heading(page, heading, text);
        Table(page, ["", "known products", "new products", "training, s"], variants.Select(variant =>
            new[] { variant.Variant, Share(variant.KnownProducts), Share(variant.NewProducts), Seconds(variant.TrainingSeconds) }), best: [1, 2]);
    }

    private static void AppendCurves(StringBuilder page, string run, bool isStudy)
    {
        var folders = isStudy
            ? Directory.GetDirectories(run).Where(folder => File.Exists(Path.Combine(folder, TrainingRun.LogName)))
                .Order(StringComparer.Ordinal).ToList()
            : [run];
        var logs = folders.Select(folder => (
            Name: Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)),
            Epochs: LoggedEpoch.Read(folder))).ToList();
        Heading(page, isStudy ? "Curves" : $"Run {logs[0].Name}",
            "The mean loss of each epoch. It rises while a margin does; losses of different kinds cannot be compared.");
        foreach (var few in logs.Chunk(6))
        {
            var losses = few.Select(log => (
                log.Name, Column(log.Epochs, epoch => epoch.Epoch), Column(log.Epochs, epoch => epoch.Loss)));
            Figure(page, Charts.Lines("epoch", "loss", losses, fromZero: true), string.Join(", ", few.Select(log => log.Name)) + ".");
        }
        var validated = logs.Where(log => log.Epochs.All(epoch => epoch.Validation is not null)).ToList();
        if (validated.Count > 0)
        {
            var scores = validated.Select(log => (
                log.Name, Column(log.Epochs, epoch => epoch.Epoch), Column(log.Epochs, epoch => epoch.Validation!.Value)));
            Figure(page, Charts.Lines("epoch", "top-1", scores, isShare: true), "Validation on products that are not trained on.");
        }
        Table(page, ["run", "epochs", "seconds", "images/s", "last loss"], logs.Select(log => new[]
        {
            log.Name, Whole(log.Epochs.Count), Seconds(log.Epochs.Sum(epoch => epoch.Seconds)),
            Whole((int)log.Epochs.Average(epoch => epoch.PicturesPerSecond)),
            log.Epochs[^1].Loss.ToString("F3", CultureInfo.InvariantCulture),
        }), best: []);
    }

    private static double[] Column(IReadOnlyList<LoggedEpoch> epochs, Func<LoggedEpoch, double> value) => [.. epochs.Select(value)];

    private static void Heading(StringBuilder page, string heading, string text)
    {
        page.Append(CultureInfo.InvariantCulture, $"<h2>{Text(heading)}</h2>\n");
        Paragraph(page, text, "");
    }

    private static void Paragraph(StringBuilder page, string text, string kind) =>
        page.Append(CultureInfo.InvariantCulture, $"<p{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{Text(text)}</p>\n");

    private static void Figure(StringBuilder page, string svg, string caption) =>
        page.Append(CultureInfo.InvariantCulture, $"<figure>{svg}<figcaption>{Text(caption)}</figcaption></figure>\n");

    /// <param name="best">Columns whose largest number is set off.</param>
    private static void Table(StringBuilder page, string[] head, IEnumerable<string[]> rows, int[] best)
    {
        var all = rows.ToList();
        var largest = best.ToDictionary(
            column => column,
            column => all.Select(row => row[column]).Where(cell => char.IsDigit(cell[0])).Max(StringComparer.Ordinal));
        page.Append("<div class=\"wide\"><table>\n<thead><tr>")
            .AppendJoin("", head.Select(cell => $"<th>{Text(cell)}</th>"))
            .Append("</tr></thead>\n<tbody>\n");
        foreach (var row in all)
        {
            var cells = row.Select((cell, column) =>
                largest.GetValueOrDefault(column) == cell ? $"<td class=\"best\">{Text(cell)}</td>" : $"<td>{Text(cell)}</td>");
            page.Append("<tr>").AppendJoin("", cells).Append("</tr>\n");
        }
        page.Append("</tbody></table></div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    private static string Share(double share) => share.ToString("F3", CultureInfo.InvariantCulture);

    private static string Seconds(double seconds) => seconds.ToString(seconds < 10 ? "F1" : "F0", CultureInfo.InvariantCulture);

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);
}
