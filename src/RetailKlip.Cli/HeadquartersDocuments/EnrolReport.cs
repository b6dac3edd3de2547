namespace RetailKlip.Cli;

/// <summary>What the server made of a folder of product folders. A picture is told by its path in it, or by its id where it is not from
/// there.</summary>
/// <param name="Known">Pictures that the server had already.</param>
/// <param name="Refused">Pictures that no product can be recognised by.</param>
/// <param name="Poor">Pictures that show the product badly, but count.</param>
/// <param name="NearDuplicates">Pictures that show nearly the same as another one of their product.</param>
internal sealed record EnrolReport(
    int Products, int Uploaded, int Known, int Embedded, IReadOnlyList<EnrolReport.Remark> Refused, IReadOnlyList<EnrolReport.Remark> Poor,
    IReadOnlyList<EnrolReport.NearDuplicate> NearDuplicates, IReadOnlyList<EnrolReport.Twins> LookAlikes)
{
    internal sealed record Remark(string Sku, string Picture, string Reason);

    internal sealed record NearDuplicate(string Sku, string Picture, string Of);

    /// <param name="Similarity">Of their two most similar pictures, in [-1, 1].</param>
    internal sealed record Twins(string First, string Second, float Similarity);

    public void Print()
    {
        var table = new TextTable("products", Culture.Text($"{Products}"));
        table.Add("uploaded", Culture.Text($"{Uploaded}"));
        table.Add("known before", Culture.Text($"{Known}"));
        table.Add("embedded", Culture.Text($"{Embedded}"));
        table.Add("refused", Culture.Text($"{Refused.Count}"));
        table.Write();
        List(Poor, ["badly seen", "why"], poor => [poor.Picture, poor.Reason]);
        List(NearDuplicates, ["near duplicate", "of"], doubled => [doubled.Picture, doubled.Of]);
        List(LookAlikes, ["near twins", "", "similarity"], pair => [pair.First, pair.Second, Culture.Text($"{pair.Similarity:F3}")]);
    }

    private static void List<T>(IReadOnlyList<T> rows, string[] header, Func<T, string[]> cells)
    {
        if (rows.Count == 0)
            return;
        Console.WriteLine();
        var table = new TextTable(header);
        foreach (var row in rows)
            table.Add(cells(row));
        table.Write();
    }
}
