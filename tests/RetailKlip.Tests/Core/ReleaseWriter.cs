using System.Text.Json;
using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>The process of <see cref="ReleaseCrashTests"/>.</summary>
internal static class ReleaseWriter
{
    public const string Name = "release";

    public static string Current(string folder) => Path.Combine(folder, "current");

    /// <summary>Two releases: the first as a package, the second as the delta from it.</summary>
    public static void Prepare(string folder)
    {
        string In(string name) => Path.Combine(folder, name);
        var catalogue = new ReleaseSamples(1, 256);
        for (var i = 0; i < 1500; i++)
            catalogue.AddEntry(Sku.Parse($"sku-{i / 5}"));
        ReleaseFile.Write(In("1"), ReleaseSamples.Name, catalogue.Content(1), EmbeddingFormat.Float16);
        catalogue.ChangeEntries(300);
        ReleaseFile.Write(In("2"), ReleaseSamples.Name, catalogue.Content(2), EmbeddingFormat.Float16);
        File.WriteAllText(In("1.json"), ReleasePackage.Pack(In("1"), In("1.release")).ToJson().GetRawText());
        File.WriteAllText(In("2.json"), ReleasePackage.PackDelta(In("1"), In("2"), In("1.delta")).ToJson().GetRawText());
        File.Copy(In("1"), Current(folder));
    }

    /// <summary>Goes from the first release to the second by the delta and back by the package, and yields the version it has.</summary>
    public static IEnumerable<long> Apply(string folder)
    {
        var (first, second) = (Record("1.json"), Record("2.json"));
        while (true)
        {
            if (ReleaseFile.Verify(Current(folder)).Version == first.Version)
                ReleasePackage.Apply(Current(folder), Path.Combine(folder, "1.delta"), second, Current(folder));
            else
                ReleasePackage.Unpack(Path.Combine(folder, "1.release"), first, Current(folder));
            yield return ReleaseFile.Verify(Current(folder)).Version;
        }

        ReleaseRecord Record(string name)
        {
            using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, name)));
            return ReleaseRecord.Read(json.RootElement, name);
        }
    }
}
