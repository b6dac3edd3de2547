using System.Text.Json;
using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class DoctorTests(Workshop shop) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_kiosk_with_everything_is_fit_to_sell()
    {
        var report = Klip.Run(
            "doctor", "--model", shop.Model, "--gallery", shop.Gallery, "--camera", Path.Combine(shop.Images, "apple"),
            "--data", _folder.File("data"), "--json").Object();

        Assert.True(report.GetProperty("fit").GetBoolean());
        Assert.Equal(
            ["camera ok", "encoder ok", "gallery ok", "disk ok", "clock ok", "server not configured"],
            report.GetProperty("findings").EnumerateArray().Select(finding =>
                $"{finding.GetProperty("part")} {finding.GetProperty("state")}"));
        Assert.False(Directory.Exists(_folder.File("data")));
    }

    [Fact]
    public void What_is_wrong_is_said_part_by_part()
    {
        var run = Klip.Run(
            "doctor", "--model", shop.OtherModel, "--gallery", shop.Gallery, "--camera", _folder.File("film.avi"),
            "--data", _folder.Path, "--json").Refused("not fit to sell", "camera", "gallery");

        Assert.False(run.Lines[0].GetProperty("fit").GetBoolean());
        Assert.Contains("film.avi", Detail(run, "camera"), StringComparison.Ordinal);
        Assert.Contains("encoder", Detail(run, "gallery"), StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_names_every_part()
    {
        var run = Klip.Run("doctor").Refused("camera not configured");

        foreach (var part in (string[])["camera", "encoder", "gallery", "disk", "clock", "server"])
            Assert.Contains(part, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_come_from_the_kiosks_variables_and_its_configuration_file()
    {
        var config = _folder.File("appsettings.json");
        var kiosk = new { shop.Model, Gallery = _folder.File("overruled.gallery") };
        File.WriteAllText(config, JsonSerializer.Serialize(new { Kiosk = kiosk }));
        var variables = new Dictionary<string, string> { ["Kiosk__Gallery"] = shop.Gallery };

        var run = Klip.Run(
            variables, "doctor", "--config", config, "--camera", Path.Combine(shop.Images, "apple"), "--data", _folder.Path).Succeeded();

        Assert.Contains(shop.Gallery, run.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static string Detail(KlipRun run, string part) => run.Lines[0].GetProperty("findings").EnumerateArray()
        .Single(finding => finding.GetProperty("part").GetString() == part).GetProperty("detail").GetString()!;
}
