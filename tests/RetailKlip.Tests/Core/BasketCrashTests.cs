using RetailKlip.Core;

namespace RetailKlip.Tests.Core;

/// <summary>
/// The invariant: whatever moment a kiosk dies at, every line whose append returned is in the basket after the restart, none is
/// there twice, although the line in flight is appended again under its key, and at most that one is there unconfirmed.
/// </summary>
public sealed class BasketCrashTests
{
    private const int Rounds = 24;

    [Fact]
    public async Task Killed_at_random_moments_a_kiosk_loses_no_confirmed_line_and_doubles_none()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("baskets.db");
        var random = new Random(20261122);
        var confirmed = -1L;
        for (var round = 0; round < Rounds; round++)
        {
            // Every fourth kill may come before the writer has even opened the file.
            var (confirmations, delay) = round % 4 == 3 ? (0, random.Next(200)) : (1 + random.Next(60), random.Next(12));
            var printed = await KilledProcess.KillAsync(
                [BasketWriter.Name, path, (confirmed + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)],
                confirmations, TimeSpan.FromMilliseconds(delay), TestContext.Current.CancellationToken);
            confirmed = printed.Count > 0 ? printed[^1] : confirmed;

            using var store = BasketStore.Open(path, TimeProvider.System);
            var lines = store.Current?.Lines ?? [];
            Assert.InRange(lines.Length, confirmed + 1, confirmed + 2);
            Assert.Equal(Enumerable.Range(0, lines.Length).Select(number => BasketWriter.IdOf(number)), lines.Select(line => line.Id));
        }
        Assert.True(confirmed > Rounds, $"only {confirmed + 1} lines were confirmed: the writer was never in the midst of its work");
    }

    [Fact]
    public void A_log_cut_at_any_byte_leaves_the_basket_of_some_moment()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("baskets.db");
        // The states that the basket went through, as the number of its lines: a cut log may show any of them, and nothing else.
        using (var store = BasketStore.Open(path, TimeProvider.System))
        {
            var session = store.OpenSession().Session;
            for (var number = 0L; number < 6; number++)
                store.Append(session, new BasketEvent.LineAdded(BasketWriter.IdOf(number), Sku.Parse("milk"), 1,
                    new LineEvidence(LineOrigin.Scanned)), BasketWriter.KeyOf(number));
            File.Copy(path, folder.File("main"));
            File.Copy(path + "-wal", folder.File("log"));
        }
        var log = File.ReadAllBytes(folder.File("log"));
        var seen = new HashSet<int>();
        var cut = folder.File("cut.db");
        for (var length = 0; length <= log.Length; length += 331)
        {
            File.Copy(folder.File("main"), cut, overwrite: true);
            File.WriteAllBytes(cut + "-wal", log[..length]);
            File.Delete(cut + "-shm");
            using var store = BasketStore.Open(cut, TimeProvider.System);
            var lines = store.Current?.Lines ?? [];
            Assert.Equal(Enumerable.Range(0, lines.Length).Select(number => BasketWriter.IdOf(number)), lines.Select(line => line.Id));
            seen.Add(lines.Length);
        }
        Assert.Equal([0, 1, 2, 3, 4, 5], seen.Order());
    }
}
