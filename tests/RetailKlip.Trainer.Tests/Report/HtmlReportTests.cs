using Xunit;

namespace RetailKlip.Trainer.Tests;

public sealed class HtmlReportTests
{
    [Fact]
    public void A_runs_curves_are_shown_and_its_name_is_no_markup()
    {
        using var folder = new TemporaryFolder();
        var run = Directory.CreateDirectory(folder.At("<b>run&1")).FullName;
        File.WriteAllLines(Path.Combine(run, TrainingRun.LogName),
        [
            """{"epoch":1,"step":10,"loss":3.5,"rate":0.001,"validation":0.25,"picturesPerSecond":100,"seconds":2}""",
            """{"epoch":2,"step":20,"loss":9.9,"rate":0.001,"validation":0.5,"picturesPerSecond":100,"seconds":2}""",
            """{"epoch":2,"step":20,"loss":2.5,"rate":0.001,"validation":0.5,"picturesPerSecond":200,"seconds":1.5}""",
        ]);

        var page = HtmlReport.Write([run]);

        Assert.Contains("&lt;b&gt;run&amp;1", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>run", page, StringComparison.Ordinal);
        Assert.Contains("<td>2</td><td>3.5</td><td>150</td><td>2.500</td>", page, StringComparison.Ordinal);
        Assert.Equal(3, page.Split("<svg").Length);
    }

    [Fact]
    public void What_is_no_run_is_refused_by_name()
    {
        using var folder = new TemporaryFolder();
        Assert.Contains(folder.Path, Refusal(), StringComparison.Ordinal);

        File.WriteAllLines(folder.At(TrainingRun.LogName), ["{\"epoch\":1}", "not a line"]);
        Assert.Contains("line 2", Refusal(), StringComparison.Ordinal);

        string Refusal() => Assert.Throws<InvalidDataException>(() => HtmlReport.Write([folder.Path])).Message;
    }
}
