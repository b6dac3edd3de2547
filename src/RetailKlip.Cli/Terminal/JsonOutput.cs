using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace RetailKlip.Cli;

/// <summary>JSON on standard output in UTF-8: one object a line, each flushed, so that the other end of a pipe sees it at once.</summary>
internal static class JsonOutput
{
    private static readonly Stream Output = Console.OpenStandardOutput();

    /// <summary>Text stays readable: only what JSON demands is escaped.</summary>
    public static CliJson Types { get; } =
        new(new JsonSerializerOptions(CliJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    public static void Line<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        Array.Resize(ref json, json.Length + 1);
        json[^1] = (byte)'\n';
        Output.Write(json);
        Output.Flush();
    }
}
