using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using RetailKlip.Core;

namespace RetailKlip.Cli;

/// <summary>
/// A gallery as a folder of text that people and other tools can read and edit: <c>gallery.json</c> (encoder, dimension,
/// version), <c>products.jsonl</c> and <c>entries.jsonl</c>, one JSON object a line; <c>decision.json</c> where it carries thresholds of its own. Reading gives back what was written, bit for bit.
/// </summary>
internal static class GalleryFolder
{
    private const string HeaderFile = "gallery.json";
    private const string DecisionFile = "decision.json";
    private const string ProductsFile = "products.jsonl";
    private const string EntriesFile = "entries.jsonl";

    /// <exception cref="RefusedException">The folder holds something already.</exception>
    public static void Write(string folder, Gallery gallery)
    {
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any())
            throw new RefusedException($"{folder} is not an empty folder: remove it or name another one");
        Directory.CreateDirectory(folder);
        WriteLines(Path.Combine(folder, ProductsFile), gallery.Products.Select(ProductRow.Of), JsonOutput.Types.ProductRow);
        WriteLines(Path.Combine(folder, EntriesFile), gallery.Entries.Select(EntryRow.Of), JsonOutput.Types.EntryRow);
        gallery.Decision?.Write(Path.Combine(folder, DecisionFile));
        // The header comes last: a folder without it was not written to its end.
        WriteLines(
            Path.Combine(folder, HeaderFile),
            [new GalleryHeader(gallery.EncoderId.Value, gallery.Dimension, gallery.Version)],
            JsonOutput.Types.GalleryHeader);
    }

    /// <exception cref="RefusedException">A file is missing, or a line is wrong; the message names file and line.</exception>
    public static Gallery Read(string folder)
    {
        if (!File.Exists(Path.Combine(folder, HeaderFile)))
            throw new RefusedException($"{folder} holds no {HeaderFile}: give a folder that klip gallery export wrote");
        var headers = ReadLines(Path.Combine(folder, HeaderFile), JsonOutput.Types.GalleryHeader, row =>
            (row, EncoderId.Parse(row.EncoderId)));
        if (headers.Count != 1)
            throw new RefusedException($"{Path.Combine(folder, HeaderFile)} has {headers.Count} lines, not one: export the gallery again");
        var (header, encoder) = headers[0];
        var products = ReadLines(Path.Combine(folder, ProductsFile), JsonOutput.Types.ProductRow, row => row.ToProduct());
        var entries = ReadLines(Path.Combine(folder, EntriesFile), JsonOutput.Types.EntryRow, row => row.ToEntry(encoder));
        var decision = File.Exists(Path.Combine(folder, DecisionFile)) ? GalleryDecision.Read(Path.Combine(folder, DecisionFile)) : null;
        try
        {
            return new Gallery(header.Version, encoder, header.Dimension, products, entries, decision);
        }
        catch (ArgumentException wrong)
        {
            throw new RefusedException($"{folder} is no gallery: {wrong.Message} Export it again");
        }
    }

    private static void WriteLines<T>(string path, IEnumerable<T> rows, JsonTypeInfo<T> type)
    {
        using var file = File.Create(path);
        foreach (var row in rows)
        {
            JsonSerializer.Serialize(file, row, type);
            file.WriteByte((byte)'\n');
        }
    }

    private static List<TResult> ReadLines<T, TResult>(string path, JsonTypeInfo<T> type, Func<T, TResult> read)
    {
        if (!File.Exists(path))
            throw new RefusedException($"{path} is missing: export the gallery again");
        var results = new List<TResult>();
        foreach (var line in File.ReadLines(path))
        {
            try
            {
                results.Add(read(JsonSerializer.Deserialize(line, type) ?? throw new FormatException("null is no object.")));
            }
            catch (Exception wrong) when (wrong is JsonException or FormatException or ArgumentException)
            {
                throw new RefusedException($"{path}:{results.Count + 1}: {wrong.Message} Correct the line, or export the gallery again");
            }
        }
        return results;
    }
}
