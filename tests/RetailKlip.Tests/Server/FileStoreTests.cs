using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using RetailKlip.Server;

namespace RetailKlip.Tests.Server;

/// <summary>Files named by their content.</summary>
public sealed class FileStoreTests : IDisposable
{
    private readonly TemporaryFolder _data = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
    private readonly FileStore _store;

    public FileStoreTests() => _store = new FileStore(Options.Create(new ServerOptions { Data = _data.Path }), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_stored_twice_at_once_lies_there_once_and_comes_back()
    {
        var content = Bytes(100_000);

        var digests = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.PutAsync(content, Cancellation), Cancellation)));

        var digest = Assert.Single(digests.Distinct());
        Assert.Equal(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)), digest);
        Assert.Equal([Path.Combine(_data.Path, "files", digest[..2], digest[2..4], digest)], Files());
        Assert.Equal(content, await _store.GetAsync(digest, content.Length, Cancellation));
    }

    [Fact]
    public async Task A_damaged_file_is_not_given_out_and_is_made_whole_when_it_is_stored_again()
    {
        var content = Bytes(1000);
        var digest = await _store.PutAsync(content, Cancellation);
        var bytes = await File.ReadAllBytesAsync(Files()[0], Cancellation);
        bytes[500] ^= 1;
        await File.WriteAllBytesAsync(Files()[0], bytes, Cancellation);

        var damaged = await Assert.ThrowsAsync<FileDamagedException>(() => _store.GetAsync(digest, 1000, Cancellation));
        await _store.PutAsync(content, Cancellation);

        Assert.Contains(digest, damaged.Message);
        Assert.Equal(content, await _store.GetAsync(digest, 1000, Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_larger_than_expected_is_not_read()
    {
        var digest = await _store.PutAsync(Bytes(1000), Cancellation);

        await Assert.ThrowsAsync<FileDamagedException>(() => _store.GetAsync(digest, 999, Cancellation));
    }

    [Theory]
    [InlineData("../../administrator.token")]
    [InlineData("")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    public async Task What_is_no_digest_is_no_file(string digest) =>
        await Assert.ThrowsAsync<ArgumentException>(() => _store.GetAsync(digest, 1000, Cancellation));

    [Fact]
    public async Task What_nobody_names_is_swept_away_once_it_is_old()
    {
        var (kept, young, old) = (await _store.PutAsync(Bytes(1), Cancellation), await _store.PutAsync(Bytes(2), Cancellation), await _store.PutAsync(Bytes(3), Cancellation));
        foreach (var file in Files())
            File.SetLastWriteTimeUtc(file, _time.GetUtcNow().UtcDateTime);
        _time.Advance(TimeSpan.FromDays(2));
        // Stored again, and named by a transaction that is not committed yet.
        await _store.PutAsync(Bytes(2), Cancellation);

        var gone = await _store.SweepAsync(_time.GetUtcNow() - TimeSpan.FromDays(1), _ => Task.FromResult<IReadOnlySet<string>>(new HashSet<string> { kept }));

        Assert.Equal(1, gone);
        Assert.Equal(new[] { kept, young }.Order(StringComparer.Ordinal), Files().Select(file => Path.GetFileName(file)!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(Files(), file => file.EndsWith(old, StringComparison.Ordinal));
    }

    public void Dispose() => _data.Dispose();

    private string[] Files() => Directory.GetFiles(_data.Path, "*", SearchOption.AllDirectories);

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }
}
