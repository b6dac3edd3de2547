using System.Collections.Immutable;

namespace RetailKlip.Core;

/// <summary>
/// An evaluation in a file: which pictures are enrolled, which are asked, which show something that is not enrolled.
/// Tab-separated UTF-8 with the header <c>role product path</c>.
/// </summary>
public sealed class ProtocolFile
{
    private const string Header = "role\tproduct\tpath";

    private ProtocolFile(string path, ImmutableArray<ProtocolLine> lines) => (Path, Lines) = (path, lines);

    public string Path { get; }

    /// <summary>In the order of the file; at least one is <see cref="ProtocolRole.Gallery"/> and one
    /// <see cref="ProtocolRole.Query"/>.</summary>
    public ImmutableArray<ProtocolLine> Lines { get; }

    public IEnumerable<ProtocolLine> Of(ProtocolRole role) => Lines.Where(line => line.Role == role);

    /// <exception cref="ProtocolException">A line breaks a rule; the message names file, line and remedy.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ProtocolFile Read(string path)
    {
        var lines = ImmutableArray.CreateBuilder<ProtocolLine>();
        var number = 0;
        foreach (var text in Utf8Lines.Read(path, (line, what) => Fault(path, line, what)))
        {
            number++;
            if (number == 1 && text != Header)
                throw Fault(path, 1, $"the header is '{text}', but 'role product path', separated by tabs, is expected");
            if (number > 1 && text.Length > 0)
                lines.Add(ReadLine(path, number, text));
        }
        if (number == 0)
            throw Fault(path, 1, "the file is empty: write the header 'role product path' and one line a picture");

        var enrolled = FirstLines(lines, ProtocolRole.Gallery);
        var asked = FirstLines(lines, ProtocolRole.Query);
        if (enrolled.Count == 0 || asked.Count == 0)
            throw Fault(path, number,
                $"there is no line of role {(enrolled.Count == 0 ? "gallery" : "query")}: without it there is nothing to evaluate");
        foreach (var (product, line) in FirstLines(lines, ProtocolRole.Unknown))
            if (enrolled.TryGetValue(product, out var gallery))
                throw Fault(path, line,
                    $"product '{product}' is unknown here, but enrolled in line {gallery}: give it one of the two roles");
        foreach (var (product, line) in asked)
            if (!enrolled.ContainsKey(product))
                throw Fault(path, line,
                    $"product '{product}' is asked, but has no line of role gallery: enrol it, or give it the role unknown");
        return new ProtocolFile(path, lines.ToImmutable());
    }

    private static ProtocolLine ReadLine(string path, int number, string text)
    {
        var fields = text.Split('\t');
        if (fields.Length != 3)
            throw Fault(path, number, $"{fields.Length} fields, but role, product and path, separated by tabs, are expected");
        var role = fields[0] switch
        {
            "gallery" => ProtocolRole.Gallery,
            "query" => ProtocolRole.Query,
            "unknown" => ProtocolRole.Unknown,
            _ => throw Fault(path, number, $"the role '{fields[0]}' is none of gallery, query, unknown"),
        };
        if (!Sku.TryParse(fields[1], out var product))
            throw Fault(path, number,
                $"'{fields[1]}' is not a product: 1 to {Sku.MaxLength} characters without blanks at the ends are expected");
        var picture = fields[2].Replace('\\', '/');
        if (picture is "" or ['/', ..] or [_, ':', ..] || picture.Any(char.IsControl) || picture.Split('/').Contains(".."))
            throw Fault(path, number,
                $"the path '{fields[2]}' leads out of the images folder: write it relative to that folder, without '..'");
        return new ProtocolLine(number, role, product, picture);
    }

    private static Dictionary<Sku, int> FirstLines(IEnumerable<ProtocolLine> lines, ProtocolRole role) =>
        lines.Where(line => line.Role == role)
            .GroupBy(line => line.Product)
            .ToDictionary(group => group.Key, group => group.First().Number);

    private static ProtocolException Fault(string path, int line, string what) => new(path, line, what);
}
