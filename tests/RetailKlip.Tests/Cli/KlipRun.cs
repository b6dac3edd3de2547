using System.Text.Json;
using Xunit;

namespace RetailKlip.Tests.Cli;

/// <summary>What a run of klip left behind.</summary>
internal sealed record KlipRun(int ExitCode, string Output, string Error)
{
    public IReadOnlyList<JsonElement> Lines =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];

    public IReadOnlyList<string> ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>The one JSON object that a command printed, which must have succeeded in silence.</summary>
    public JsonElement Object()
    {
        Succeeded();
        return Assert.Single(Lines);
    }

    public KlipRun Succeeded()
    {
        Assert.True(ExitCode == 0, $"exit code {ExitCode}: {Error}");
        Assert.Equal("", Error);
        return this;
    }

    /// <summary>Exit code 1, and one line that names the input; no stack trace.</summary>
    public KlipRun Refused(params string[] named)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}: {Output}{Error}");
        var line = Assert.Single(ErrorLines);
        Assert.StartsWith("klip: ", line, StringComparison.Ordinal);
        Assert.DoesNotContain("internal error", line, StringComparison.Ordinal);
        Assert.DoesNotContain(" at RetailKlip", Error, StringComparison.Ordinal);
        foreach (var name in named)
            Assert.Contains(name, line, StringComparison.Ordinal);
        return this;
    }

    /// <summary>Exit code 1, and one line for each of what is wrong, in this order.</summary>
    public KlipRun Fails(params string[] wrong)
    {
        Assert.True(ExitCode == 1, $"exit code {ExitCode}: {Output}{Error}");
        Assert.True(ErrorLines.Count == wrong.Length, Error);
        Assert.All(ErrorLines.Zip(wrong), line => Assert.Contains(line.Second, line.First, StringComparison.Ordinal));
        return this;
    }
}
