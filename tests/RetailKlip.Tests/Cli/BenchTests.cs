using Xunit;

namespace RetailKlip.Tests.Cli;

[Collection(KlipCollection.Name)]
public sealed class BenchTests(Workshop shop)
{
    [Fact]
    public void Search_answers_exactly_and_says_how_fast_and_how_fast_it_could_be()
    {
        var result = Klip.Run(
            "bench", "search", "--entries", "3001", "--dimension", "48", "--queries", "60", "--threads", "2", "--json").Object();

        Assert.Equal(3001, result.GetProperty("entries").GetInt32());
        Assert.Equal(1, result.GetProperty("recallAt1").GetDouble());
        Assert.True(result.GetProperty("p95Us").GetDouble() >= result.GetProperty("p50Us").GetDouble());
        Assert.True(result.GetProperty("bytesPerEntry").GetDouble() >= 4 * 48);
        Assert.True(result.GetProperty("entriesPerSecond").GetDouble() > 0);
        Assert.True(result.GetProperty("entriesPerSecondLimit").GetDouble() > 0);
    }

    [Theory]
    [InlineData("Float16")]
    [InlineData("Int8")]
    public void Load_says_how_long_a_release_takes_beside_a_plain_read(string format)
    {
        var result = Klip.Run("bench", "load", "--entries", "2500", "--dimension", "48", "--format", format, "--json").Object();

        Assert.Equal((2500, 48, 500, format), (result.GetProperty("entries").GetInt32(), result.GetProperty("dimension").GetInt32(),
            result.GetProperty("products").GetInt32(), result.GetProperty("format").GetString()));
        Assert.True(result.GetProperty("fileBytes").GetInt64() > 2500 * 48);
        foreach (var measure in (string[])["firstMs", "bestMs", "readMs", "hashMs"])
            Assert.True(result.GetProperty(measure).GetDouble() > 0, measure);
    }

    [Fact]
    public void Pipeline_says_where_the_time_of_a_frame_goes()
    {
        var result = Klip.Run("bench", "pipeline", "--model", shop.Model, "--frames", "60", "--json").Object();

        Assert.Equal(60, result.GetProperty("frames").GetInt32());
        foreach (var measure in (string[])["framesPerSecond", "encodeMs", "otherMs", "p50Ms", "p95Ms", "p99Ms"])
            Assert.True(result.GetProperty(measure).GetDouble() > 0, measure);
        Assert.True(result.GetProperty("allocatedBytesPerFrame").GetDouble() >= 0);
        Assert.True(result.GetProperty("p99Ms").GetDouble() >= result.GetProperty("p50Ms").GetDouble());
        Assert.InRange(result.GetProperty("itemsAdded").GetInt32(), 1, result.GetProperty("itemsShown").GetInt32());
    }
}
