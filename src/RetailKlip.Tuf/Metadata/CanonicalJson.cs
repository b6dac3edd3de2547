using System.Buffers;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>
/// The one form of a JSON value that signatures and key ids are made of: no white space, members sorted by their names' code
/// points, only quote and backslash escaped, integers only (OLPC's Canonical JSON, wiki.laptop.org/go/Canonical_JSON).
/// </summary>
public static class CanonicalJson
{
    /// <exception cref="FormatException">A number is no integer, or a text is no Unicode: such values have no canonical form.</exception>
    public static byte[] Encode(JsonElement value)
    {
        var output = new ArrayBufferWriter<byte>();
        Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement value, ArrayBufferWriter<byte> output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(value, output);
                break;
            case JsonValueKind.Array:
                WriteArray(value, output);
                break;
            case JsonValueKind.String:
                WriteText(TextOf(value), output);
                break;
            case JsonValueKind.Number:
                output.Write(IntegerOf(value));
                break;
            default:
                output.Write(value.ValueKind switch
                {
                    JsonValueKind.True => "true"u8,
                    JsonValueKind.False => "false"u8,
                    JsonValueKind.Null => "null"u8,
                    _ => throw new FormatException($"a JSON value of kind {value.ValueKind} has no canonical form"),
                });
                break;
        }
    }

    private static void WriteObject(JsonElement value, ArrayBufferWriter<byte> output)
    {
        // UTF-8 bytes sort as code points do; UTF-16 units would not.
        var members = value.EnumerateObject().Select(member => (Name: Utf8(NameOf(member)), member.Value)).ToList();
        members.Sort((one, other) => one.Name.AsSpan().SequenceCompareTo(other.Name));
        output.Write("{"u8);
        for (var i = 0; i < members.Count; i++)
        {
            if (i > 0)
                output.Write(","u8);
            WriteText(members[i].Name, output);
            output.Write(":"u8);
            Write(members[i].Value, output);
        }
        output.Write("}"u8);
    }

    private static void WriteArray(JsonElement value, ArrayBufferWriter<byte> output)
    {
        output.Write("["u8);
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            if (!first)
                output.Write(","u8);
            first = false;
            Write(item, output);
        }
        output.Write("]"u8);
    }

    private static void WriteText(ReadOnlySpan<byte> text, ArrayBufferWriter<byte> output)
    {
        output.Write("\""u8);
        while (text.IndexOfAny((byte)'"', (byte)'\\') is >= 0 and var special)
        {
            output.Write(text[..special]);
            output.Write("\\"u8);
            output.Write(text.Slice(special, 1));
            text = text[(special + 1)..];
        }
        output.Write(text);
        output.Write("\""u8);
    }

    private static byte[] IntegerOf(JsonElement value)
    {
        var digits = Encoding.ASCII.GetBytes(value.GetRawText());
        if (digits.AsSpan(digits[0] == '-' ? 1 : 0).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            throw new FormatException($"{value.GetRawText()} is no integer: only integers have a canonical form");
        return digits is [(byte)'-', (byte)'0'] ? "0"u8.ToArray() : digits;
    }

    private static byte[] TextOf(JsonElement value) => Utf8(Unescaped(value.GetString));

    private static string NameOf(JsonProperty member) => Unescaped(() => member.Name);

    // Half a surrogate pair can be escaped in JSON but is no character.
    private static string Unescaped(Func<string?> text)
    {
        try
        {
            return text()!;
        }
        catch (InvalidOperationException invalid)
        {
            throw new FormatException("a text is no valid Unicode", invalid);
        }
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}
