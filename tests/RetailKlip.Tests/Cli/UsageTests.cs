using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class UsageTests
{
    [Theory]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("barcode")]
    [InlineData("embed")]
    [InlineData("embed --model m")]
    [InlineData("embed picture.jpg")]
    [InlineData("evaluate --model m --protocol p")]
    [InlineData("gallery")]
    [InlineData("gallery build --model m --images i")]
    [InlineData("gallery info")]
    [InlineData("gallery verify a b")]
    [InlineData("gallery export FILE")]
    [InlineData("match --model m picture.jpg")]
    [InlineData("recognise --model m --gallery g --photos --tray source")]
    [InlineData("model check")]
    [InlineData("bench search --entries many --dimension 8")]
    [InlineData("bench search --entries 0 --dimension 8")]
    [InlineData("bench pipeline --frames 3")]
    [InlineData("tuf")]
    [InlineData("tuf --metadata-dir d init")]
    [InlineData("tuf --metadata-url http://localhost/ refresh")]
    [InlineData("tuf --metadata-dir d --metadata-url ftp://localhost/ refresh")]
    [InlineData("tuf --metadata-dir d --metadata-url http://localhost/ --target-dir t --target-base-url http://localhost/ download")]
    [InlineData("keys")]
    [InlineData("keys generate a.pem --algorithm rsa")]
    [InlineData("keys init --repository d --offline a.pem")]
    [InlineData("keys rotate root --repository d")]
    [InlineData("keys sign a.json")]
    [InlineData("server")]
    [InlineData("server status")]
    [InlineData("server status --server ftp://localhost/")]
    [InlineData("server approve --server http://localhost/")]
    [InlineData("doctor --colour blue")]
    public void Wrong_usage_is_one_line_and_exit_code_2(string arguments)
    {
        var run = Klip.Run(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        var line = Assert.Single(run.ErrorLines);
        Assert.StartsWith("klip: ", line, StringComparison.Ordinal);
        Assert.EndsWith("--help", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("barcode")]
    [InlineData("embed")]
    [InlineData("evaluate")]
    [InlineData("gallery")]
    [InlineData("gallery build")]
    [InlineData("gallery info")]
    [InlineData("gallery verify")]
    [InlineData("gallery export")]
    [InlineData("gallery import")]
    [InlineData("match")]
    [InlineData("recognise")]
    [InlineData("model check")]
    [InlineData("bench search")]
    [InlineData("bench pipeline")]
    [InlineData("tuf")]
    [InlineData("tuf init")]
    [InlineData("tuf refresh")]
    [InlineData("tuf download")]
    [InlineData("keys generate")]
    [InlineData("keys init")]
    [InlineData("keys list")]
    [InlineData("keys rotate")]
    [InlineData("keys revoke")]
    [InlineData("keys sign")]
    [InlineData("keys publish")]
    [InlineData("keys renew")]
    [InlineData("server")]
    [InlineData("server status")]
    [InlineData("server products")]
    [InlineData("server products import")]
    [InlineData("server product")]
    [InlineData("server put")]
    [InlineData("server delete")]
    [InlineData("server import")]
    [InlineData("server export")]
    [InlineData("server enrol")]
    [InlineData("server approve")]
    [InlineData("server publish")]
    [InlineData("server releases list")]
    [InlineData("server releases publish")]
    [InlineData("server assortment")]
    [InlineData("doctor")]
    public void Every_command_explains_itself(string command)
    {
        var run = Klip.Run([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]).Succeeded();

        Assert.Contains("Usage:", run.Output, StringComparison.Ordinal);
        Assert.Contains($"klip {command}".TrimEnd(), run.Output, StringComparison.Ordinal);
    }
}
