using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;

namespace RetailKlip.Server;

/// <summary>The secret of whoever administers the server: 256 random bits in a file of the data folder that only its owner can read, made at
/// the first start. It is never logged or shown.</summary>
internal sealed partial class AdministratorToken(IOptions<ServerOptions> options, ILogger<AdministratorToken> logger) : IHostedService
{
    public const string FileName = "administrator.token";

    private const int Bytes = 32;

    private byte[]? _digest;

    /// <summary>Takes a time that does not depend on where the texts differ.</summary>
    public bool Is(string text) => _digest is not null && CryptographicOperations.FixedTimeEquals(_digest, SHA256.HashData(Encoding.UTF8.GetBytes(text)));

    /// <exception cref="StartRefusedException">The file cannot be made or read, holds no token, or others can read it.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(Path.Combine(options.Value.Data, FileName));
        try
        {
            Directory.CreateDirectory(options.Value.Data);
            if (!File.Exists(path) && await CreateAsync(path, cancellationToken))
                LogCreated(path);
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) != 0)
                throw new StartRefusedException($"{path} can be read by others: chmod 600 it, or delete it to get a new token at the next start.");
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            if (Base64Url.IsValid(token, out var length) && length >= Bytes)
                _digest = SHA256.HashData(Encoding.UTF8.GetBytes(token));
            else
                throw new StartRefusedException($"{path} holds no token of at least {Bytes} bytes as base64url: delete it to get a new one at the next start.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"{path} cannot be used ({failure.Message}): check the rights of the data folder.", failure);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    // Whole under its own name from the first moment: a replica that starts at the same time reads it, or makes the one that is read here.
    private static async Task<bool> CreateAsync(string path, CancellationToken cancellation)
    {
        var temporary = $"{path}.{Guid.NewGuid():n}";
        var creation = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            creation.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            await using (var file = new FileStream(temporary, creation))
            {
                await file.WriteAsync(Encoding.ASCII.GetBytes(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)) + "\n"), cancellation);
                file.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: false);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            return false;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    [LoggerMessage(1100, LogLevel.Information, "The administrator's token was made: {Path}")]
    private partial void LogCreated(string path);
}
