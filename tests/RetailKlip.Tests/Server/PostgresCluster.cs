using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Npgsql;
using RetailKlip.Tests.Server;

[assembly: AssemblyFixture(typeof(PostgresCluster))]

namespace RetailKlip.Tests.Server;

/// <summary>
/// A PostgreSQL cluster of this run alone: in a temporary folder, on a free port of the loopback, started when a test first needs it. It ends and
/// removes its folder with this process, also where that is killed.
/// </summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private const string Ready = "database system is ready to accept connections";

    // $1: the programs, $2: the port. The first line of the input is the password; the cluster lives until the input ends.
    private const string Script = """
        set -eu
        read -r password
        folder=$(mktemp -d "${TMPDIR:-/tmp}/retailklip-postgres-XXXXXX")
        trap 'rm -rf "$folder"' EXIT
        printf '%s' "$password" > "$folder/password"
        "$1/initdb" -D "$folder/data" -U postgres -A scram-sha-256 --pwfile="$folder/password" -E UTF8 --locale=C.UTF-8 --no-sync >/dev/null
        "$1/postgres" -D "$folder/data" -p "$2" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
          -c synchronous_commit=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=32MB -c lc_messages=C &
        server=$!
        cat >/dev/null
        kill -INT "$server"
        wait "$server"
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim _starting = new(1);
    private readonly string _password = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private Process? _process;
    private int _port;
    private int _databases;

    /// <summary>Makes an empty database and returns its connection string; skips the test where PostgreSQL is not installed, and fails it where it
    /// was promised (<c>CI=true</c>).</summary>
    public async Task<string> NewDatabaseAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            for (var attempt = 1; _process is null; attempt++)
                _process = await StartAsync(Programs(), attempt);
        }
        finally
        {
            _starting.Release();
        }
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(Address("postgres"));
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await using var create = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await create.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        return Address(name);
    }

    public async ValueTask DisposeAsync()
    {
        _starting.Dispose();
        NpgsqlConnection.ClearAllPools();
        if (_process is null)
            return;
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private string Address(string database) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1", Port = _port, Username = "postgres", Password = _password, Database = database,
    }.ConnectionString;

    /// <returns>Null where somebody else took the port meanwhile.</returns>
    private async Task<Process?> StartAsync(string programs, int attempt)
    {
        _port = FreePort();
        string[] shell = ["sh", "-c", Script, "sh", programs, _port.ToString(CultureInfo.InvariantCulture)];
        // PostgreSQL refuses to run as root.
        if (Environment.IsPrivilegedProcess)
            shell = ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", .. shell];
        var process = Process.Start(new ProcessStartInfo(shell[0], shell[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        await process.StandardInput.WriteLineAsync(_password);
        await process.StandardInput.FlushAsync();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(Patience);
        var told = "";
        while (await process.StandardError.ReadLineAsync(patience.Token) is { } line)
        {
            told += line + "\n";
            if (line.Contains(Ready, StringComparison.Ordinal))
            {
                // Read on, or a full pipe would hold it up.
                _ = process.StandardError.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return process;
            }
            if (line.Contains("FATAL", StringComparison.Ordinal))
                break;
        }
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        process.Dispose();
        return attempt < 5 && told.Contains("could not bind", StringComparison.Ordinal)
            ? null
            : throw new InvalidOperationException($"PostgreSQL did not start:\n{told}");
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    // Debian keeps each version's programs in a folder of its own, outside of PATH.
    private static string Programs()
    {
        const string Root = "/usr/lib/postgresql";
        var newest = (Directory.Exists(Root) ? Directory.GetDirectories(Root) : [])
            .Where(version => File.Exists(Path.Combine(version, "bin", "initdb")))
            .MaxBy(version => int.TryParse(Path.GetFileName(version), out var number) ? number : 0);
        if (newest is not null)
            return Path.Combine(newest, "bin");
        const string Reason = $"PostgreSQL is not in {Root}: install Debian's package postgresql.";
        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Reason);
        Assert.Skip(Reason);
        return "";
    }
}
