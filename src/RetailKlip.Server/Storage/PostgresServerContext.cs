using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace RetailKlip.Server;

internal sealed class PostgresServerContext(DbContextOptions<PostgresServerContext> options) : ServerContext(options)
{
    public override IQueryable<Job> DueJobs(string kind, DateTimeOffset now) => Jobs.FromSql($"""
        SELECT * FROM jobs WHERE state = 'Waiting' AND kind = {kind} AND due_at <= {now} ORDER BY due_at, id LIMIT 1 FOR UPDATE SKIP LOCKED
        """);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        // Otherwise the order of pages would depend on the locale that the cluster was made with.
        foreach (var text in modelBuilder.Model.GetEntityTypes().SelectMany(entity => entity.GetProperties()).Where(property => property.ClrType == typeof(string)))
            text.SetCollation("C");
    }

    /// <summary>Makes the context that a new migration is compared with.</summary>
    internal sealed class Design : IDesignTimeDbContextFactory<PostgresServerContext>
    {
        public PostgresServerContext CreateDbContext(string[] args) => new(new DbContextOptionsBuilder<PostgresServerContext>().UseNpgsql().Options);
    }
}
