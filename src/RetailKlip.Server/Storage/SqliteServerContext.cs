using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace RetailKlip.Server;

internal sealed class SqliteServerContext(DbContextOptions<SqliteServerContext> options) : ServerContext(options)
{
    // A transaction of SQLite that may write is the only one.
    public override IQueryable<Job> DueJobs(string kind, DateTimeOffset now) => Jobs
        .Where(job => job.State == JobState.Waiting && job.Kind == kind && job.DueAt <= now).OrderBy(job => job.DueAt).ThenBy(job => job.Id).Take(1);

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        // SQLite knows no times: as milliseconds since 1970 they can at least be compared.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<MillisecondsConverter>();

    private sealed class MillisecondsConverter()
        : ValueConverter<DateTimeOffset, long>(time => time.ToUnixTimeMilliseconds(), stored => DateTimeOffset.FromUnixTimeMilliseconds(stored));

    /// <summary>Makes the context that a new migration is compared with.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<SqliteServerContext>
    {
        public SqliteServerContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<SqliteServerContext>().UseSqlite().Options);
    }
}
