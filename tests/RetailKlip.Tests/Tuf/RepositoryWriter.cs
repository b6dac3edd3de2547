using RetailKlip.Tuf;

namespace RetailKlip.Tests.Tuf;

/// <summary>The process of <see cref="RepositoryCrashTests"/>.</summary>
internal static class RepositoryWriter
{
    public const string Name = "repository";

    public const string Passphrase = "correct horse";

    /// <summary>Publishes version after version of one target, and yields the number that it holds.</summary>
    public static IEnumerable<long> Publish(string folder, string keyFile)
    {
        var repository = Repository.Open(folder);
        using var key = KeyFile.Read(keyFile, Passphrase);
        var content = keyFile + ".content";
        var number = repository.TargetsOf("galleries").TryGetValue("galleries/a", out var last) ? last.Custom!.Value.GetInt64() : 0;
        while (true)
        {
            File.WriteAllText(content, $"{++number}");
            var custom = System.Text.Json.JsonSerializer.SerializeToElement(number);
            if (!repository.Publish("galleries", [new NewTarget("galleries/a", content, custom)], [], [key]))
                throw new InvalidOperationException("The key did not suffice.");
            yield return number;
        }
    }
}
