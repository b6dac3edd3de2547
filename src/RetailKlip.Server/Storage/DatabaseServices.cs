using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace RetailKlip.Server;

internal static class DatabaseServices
{
    /// <summary>The database that the settings name, as <see cref="ServerContext"/>.</summary>
    public static void AddServerDatabase(this IServiceCollection services)
    {
        services.AddSingleton<DatabaseTurn>().AddHostedService<ServerDatabase>();
        services.AddSingleton<FileStore>();
        services.AddSingleton<IValidateOptions<ServerOptions>, ConnectionStringValidator>();
        services.AddDbContext<SqliteServerContext>((provider, context) => context.UseSqlite(new SqliteConnectionStringBuilder
        {
            DataSource = ServerDatabase.SqlitePath(Options(provider)),
            ForeignKeys = true,
        }.ConnectionString));
        services.AddDbContext<PostgresServerContext>((provider, context) => context.UseNpgsql(Options(provider).Database));
        services.AddScoped<ServerContext>(provider => Options(provider).Database.Length > 0
            ? provider.GetRequiredService<PostgresServerContext>()
            : provider.GetRequiredService<SqliteServerContext>());
    }

    private static ServerOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<ServerOptions>>().Value;

    private sealed class ConnectionStringValidator : IValidateOptions<ServerOptions>
    {
        // Never shows the text itself: it may hold a password.
        public ValidateOptionsResult Validate(string? name, ServerOptions options)
        {
            try
            {
                return options.Database.Length == 0 || new NpgsqlConnectionStringBuilder(options.Database) is { Host.Length: > 0, Database.Length: > 0 }
                    ? ValidateOptionsResult.Success
                    : ValidateOptionsResult.Fail("Database: the connection string must name Host and Database.");
            }
            catch (Exception wrong) when (wrong is ArgumentException or FormatException or OverflowException)
            {
                return ValidateOptionsResult.Fail("Database: not a PostgreSQL connection string, such as Host=db;Database=retailklip;Username=retailklip;Password=….");
            }
        }
    }
}
