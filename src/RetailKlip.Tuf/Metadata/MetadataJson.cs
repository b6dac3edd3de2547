using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace RetailKlip.Tuf;

/// <summary>Reads and writes metadata files.</summary>
public static class MetadataJson
{
    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false };
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file without believing it: signatures are not checked.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <exception cref="TufException">It is malformed, or of another type.</exception>
    public static Metadata<T> Parse<T>(ReadOnlyMemory<byte> bytes, string name)
        where T : Signed, ISignedFormat<T>
    {
        try
        {
            var file = new JsonFields(JsonElement.Parse(bytes.Span, Strict), name);
            var signed = file.Take("signed");
            var type = new JsonFields(signed, name).Text("_type");
            if (type != T.Type)
                throw new TufException(TufFailure.Mismatched, $"{name} is of type {type}, but {T.Type} was expected");
            return new Metadata<T>(T.Read(signed, name), signed, ReadSignatures(file), bytes);
        }
        catch (Exception malformed) when (malformed is JsonException or FormatException or InvalidOperationException)
        {
            throw new TufException(TufFailure.Malformed, $"{name} is no metadata: {malformed.Message}", malformed);
        }
    }

    /// <summary>Signs content with each of the keys.</summary>
    public static Metadata<T> Sign<T>(T signed, IEnumerable<SigningKey> keys)
        where T : Signed, ISignedFormat<T>
    {
        var json = JsonElement.Parse(Write(signed.Write));
        var payload = CanonicalJson.Encode(json);
        return Build(signed, json, [.. keys.Select(key => SignatureOf(key, payload))]);
    }

    internal static Signature SignatureOf(SigningKey key, byte[] payload) =>
        new(key.Public.KeyId, Convert.ToHexStringLower(key.Sign(payload)));

    internal static Metadata<T> Build<T>(T signed, JsonElement signedJson, IReadOnlyList<Signature> signatures)
        where T : Signed, ISignedFormat<T>
    {
        var bytes = Write(json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("signatures");
            foreach (var signature in signatures)
            {
                json.WriteStartObject();
                json.WriteString("keyid", signature.KeyId);
                json.WriteString("sig", signature.Hex);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WritePropertyName("signed");
            signedJson.WriteTo(json);
            json.WriteEndObject();
        });
        return new Metadata<T>(signed, signedJson, signatures, bytes);
    }

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output, Readable))
            write(json);
        return output.WrittenSpan.ToArray();
    }

    private static List<Signature> ReadSignatures(JsonFields file)
    {
        var signatures = file.Array("signatures").Select(value =>
        {
            var fields = new JsonFields(value, $"{file.Where}: signatures");
            return new Signature(fields.Text("keyid"), fields.Text("sig"));
        }).ToList();
        // 4.2: "The keyid MUST be unique in the signatures array."
        return signatures.DistinctBy(signature => signature.KeyId).Count() == signatures.Count
            ? signatures
            : throw JsonFields.Malformed(file.Where, "'signatures' has two of one key");
    }
}
