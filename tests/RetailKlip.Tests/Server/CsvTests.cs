using System.Net;
using System.Text;
using System.Text.Json;

namespace RetailKlip.Tests.Server;

public sealed class CsvOnSqliteTests(SqliteFixture fixture) : CsvTests(fixture), IClassFixture<SqliteFixture>;

public sealed class CsvOnPostgresTests(PostgresFixture fixture) : CsvTests(fixture), IClassFixture<PostgresFixture>;

/// <summary>The catalogue as a table. The tests share one catalogue: each keeps to its own skus and GTINs.</summary>
public abstract class CsvTests(DatabaseFixture fixture)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private HttpClient Client => fixture.Server.Client;

    [Fact]
    public async Task A_table_is_imported_once_and_changes_what_it_names_and_nothing_else()
    {
        const string Table = """"
            sku,name.en,name.de,gtins,plu,amount,currency,unit,department,grams,tolerance,minimumAge,tieBreaker,required
            once-1,"Milk, ""whole""",Milch,4000000000013 40000015,4011,199,EUR,Kilogram,Dairy,1040.5,25,18,Weight,"Barcode, Weight"

            once-2,Bread,,,,,,,,,,,,
            """";
        using var first = await PostAsync(Table);
        using var again = await PostAsync(Table.Replace(',', ';').Replace("Milk; ", "Milk, ", StringComparison.Ordinal).Replace("Barcode; ", "Barcode, ", StringComparison.Ordinal));
        using var changed = await PostAsync("sku,plu\r\nonce-1,\r\n");

        Assert.Equal((2, 0, 0), await CountsAsync(first));
        Assert.Equal((0, 0, 2), await CountsAsync(again));
        Assert.Equal((0, 1, 0), await CountsAsync(changed));
        var milk = (await fixture.Server.GetAsync("/api/products/once-1")).GetProperty("product");
        Assert.Equal(("Milk, \"whole\"", JsonValueKind.Null, 199), (milk.GetProperty("names").Text("en"), milk.GetProperty("plu").ValueKind, milk.GetProperty("price").GetProperty("amount").GetInt32()));
        Assert.Equal(["04000000000013", "00000040000015"], milk.GetProperty("gtins").EnumerateArray().Select(gtin => gtin.GetString()));
        Assert.Equal(2, (await fixture.Server.GetAsync("/api/products/once-1/history")).GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_row_and_column_and_nothing_is_changed()
    {
        await PostAsync("sku,name.en,gtins\nfault-0,Owner,4000000000020\n");
        using var refused = await PostAsync("""
            sku,name.en,gtins,amount,currency,minimumAge,unit
            fault-1,Milk,,1.5,EUR,,
            fault-2,,,,,,
            fault-3,Owned,4000000000020,,,,
            fault-1,Twice,,,,,
            fault-4,Short
            fault-5,First,4000000000037,,,old,
            fault-6,Second,4000000000037,100,euro,,Dozen
            """);

        var problem = await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        var faults = problem.GetProperty("faults").EnumerateArray().Select(fault => (fault.GetProperty("row").GetInt32(), fault.Text("column"))).ToList();
        Assert.Equal([(6, "")], faults);
        using var counted = await PostAsync("""
            sku,name.en,gtins,amount,currency,minimumAge,unit
            fault-1,Milk,,1.5,EUR,,
            fault-2,,,,,,
            fault-3,Owned,4000000000020,,,,
            fault-1,Twice,,,,,
            fault-5,First,4000000000037,,,old,
            fault-6,Second,4000000000037,100,euro,,
            fault-7,Third,,100,EUR,,Dozen
            """);
        problem = await counted.ProblemAsync(HttpStatusCode.UnprocessableEntity);
        faults = [.. problem.GetProperty("faults").EnumerateArray().Select(fault => (fault.GetProperty("row").GetInt32(), fault.Text("column")))];
        Assert.Equal([(2, "amount"), (3, "names"), (4, "gtins"), (5, "sku"), (6, "minimumAge"), (7, "amount"), (7, "gtins"), (8, "unit")], faults.Order());
        Assert.Contains("row 2, column amount", problem.Text("detail"));
        using var missing = await Client.GetAsync("/api/products/fault-2", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("name.en\nMilk", "missing")]
    [InlineData("sku,prize\n1,2", "no such column")]
    [InlineData("sku,plu,plu\n1,2,3", "stands twice")]
    [InlineData("sku,name.en\nquote-1,\"Milk\nquote-2,Bread", "quotation mark")]
    public async Task A_file_that_is_no_such_table_is_refused(string table, string reason)
    {
        using var refused = await PostAsync(table);

        Assert.Contains(reason, (await refused.ProblemAsync(HttpStatusCode.UnprocessableEntity)).ToString());
    }

    [Fact]
    public async Task What_is_not_utf_8_of_another_kind_or_too_large_is_refused()
    {
        using var latin = await Client.PostAsync("/api/catalogue.csv", Content([.. "sku,name.en\nlatin-1,"u8, 0xE4, (byte)'\n']), Cancellation);
        using var json = await Client.PostAsync("/api/catalogue.csv", new StringContent("{}", Encoding.UTF8, "application/json"), Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/catalogue.csv") { Content = Content(new byte[17 << 20]) };
        request.Headers.ExpectContinue = true;
        using var large = await Client.SendAsync(request, Cancellation);

        Assert.Contains("UTF-8", (await latin.ProblemAsync(HttpStatusCode.UnprocessableEntity)).Text("detail"));
        await json.ProblemAsync(HttpStatusCode.UnsupportedMediaType);
        await large.ProblemAsync(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task Products_may_swap_their_gtins_in_one_table()
    {
        await PostAsync("sku,name.en,gtins\nswap-1,One,4000000000044\nswap-2,Two,4000000000051\n");

        using var swapped = await PostAsync("sku,gtins\nswap-1,4000000000051\nswap-2,4000000000044\n");

        Assert.Equal((0, 2, 0), await CountsAsync(swapped));
        var found = await fixture.Server.GetAsync("/api/products?gtin=4000000000044");
        Assert.Equal("swap-2", found.GetProperty("items")[0].GetProperty("product").Text("sku"));
    }

    [Fact]
    public async Task A_dry_run_counts_and_changes_nothing()
    {
        using var trial = await Client.PostAsync("/api/catalogue.csv?dryRun=true", Content("sku,name.en\ndry-1,Dry\n"u8.ToArray()), Cancellation);
        using var missing = await Client.GetAsync("/api/products/dry-1", Cancellation);

        Assert.Equal((1, 0, 0), await CountsAsync(trial));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task An_export_runs_no_formula_and_comes_back_as_it_was()
    {
        string[] names = ["=1+1", "'=1+1", "''@x", "+49", "-1", "@cmd", "'quoted'", "a;b,\"c\"", "plain"];
        for (var i = 0; i < names.Length; i++)
            await Client.AddProductAsync($"formula-{i}", names[i]);

        var bytes = await Client.GetByteArrayAsync("/api/catalogue.csv", Cancellation);
        using var back = await Client.PostAsync("/api/catalogue.csv", Content(bytes), Cancellation);

        Assert.Equal(Encoding.UTF8.Preamble, bytes.AsSpan(0, 3));
        var lines = Encoding.UTF8.GetString(bytes.AsSpan(3)).Split("\r\n").Where(line => line.StartsWith("formula-", StringComparison.Ordinal)).ToList();
        Assert.Equal(names.Length, lines.Count);
        Assert.All(lines, line => Assert.DoesNotMatch("[,][\"]?[=+@-]", line));
        var (created, changed, unchanged) = await CountsAsync(back);
        Assert.Equal((0, 0), (created, changed));
        Assert.True(unchanged >= names.Length);
    }

    private static ByteArrayContent Content(byte[] csv)
    {
        var content = new ByteArrayContent(csv);
        content.Headers.ContentType = new("text/csv");
        return content;
    }

    private static async Task<(int, int, int)> CountsAsync(HttpResponseMessage response)
    {
        var answer = await response.JsonAsync();
        Assert.True(response.IsSuccessStatusCode, answer.ToString());
        return (answer.GetProperty("created").GetInt32(), answer.GetProperty("changed").GetInt32(), answer.GetProperty("unchanged").GetInt32());
    }

    private Task<HttpResponseMessage> PostAsync(string table) => Client.PostAsync("/api/catalogue.csv", Content(Encoding.UTF8.GetBytes(table)), Cancellation);
}
