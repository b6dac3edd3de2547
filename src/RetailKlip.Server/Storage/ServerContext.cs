using System.Text;
using Microsoft.EntityFrameworkCore;

namespace RetailKlip.Server;

/// <summary>
/// All that the server keeps in its database, the same on SQLite and PostgreSQL. Names in the database are lower case with underscores.
/// Text is compared by its code points on both.
/// </summary>
internal abstract class ServerContext(DbContextOptions options) : DbContext(options)
{
    public DbSet<CatalogueProduct> Products => Set<CatalogueProduct>();

    public DbSet<ProductGtin> ProductGtins => Set<ProductGtin>();

    public DbSet<ReferencePicture> Pictures => Set<ReferencePicture>();

    public DbSet<PictureEmbedding> PictureEmbeddings => Set<PictureEmbedding>();

    public DbSet<LookAlikePair> LookAlikes => Set<LookAlikePair>();

    public DbSet<Store> Stores => Set<Store>();

    public DbSet<StoreProduct> StoreProducts => Set<StoreProduct>();

    public DbSet<GalleryRelease> Releases => Set<GalleryRelease>();

    public DbSet<RegisteredKiosk> Kiosks => Set<RegisteredKiosk>();

    public DbSet<Registration> Registrations => Set<Registration>();

    public DbSet<KioskHour> KioskHours => Set<KioskHour>();

    public DbSet<KioskCommand> KioskCommands => Set<KioskCommand>();

    public DbSet<ReleaseVersion> ReleaseVersions => Set<ReleaseVersion>();

    public DbSet<Rollout> Rollouts => Set<Rollout>();

    public DbSet<StorePin> StorePins => Set<StorePin>();

    public DbSet<KioskToken> KioskTokens => Set<KioskToken>();

    public DbSet<UsedAssertion> UsedAssertions => Set<UsedAssertion>();

    public DbSet<Job> Jobs => Set<Job>();

    public DbSet<AuditEntry> Audit => Set<AuditEntry>();

    public DbSet<IdempotencyRecord> IdempotencyKeys => Set<IdempotencyRecord>();

    /// <summary>The job of a kind that is due for longest, and that nobody else is just taking; of a transaction that takes it.</summary>
    public abstract IQueryable<Job> DueJobs(string kind, DateTimeOffset now);

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<CatalogueProduct>(CatalogueProduct.Configure);
        modelBuilder.Entity<ProductGtin>(ProductGtin.Configure);
        modelBuilder.Entity<ReferencePicture>(ReferencePicture.Configure);
        modelBuilder.Entity<PictureEmbedding>(PictureEmbedding.Configure);
        modelBuilder.Entity<LookAlikePair>(LookAlikePair.Configure);
        modelBuilder.Entity<Store>(Store.Configure);
        modelBuilder.Entity<StoreProduct>(StoreProduct.Configure);
        modelBuilder.Entity<GalleryRelease>(GalleryRelease.Configure);
        modelBuilder.Entity<RegisteredKiosk>(RegisteredKiosk.Configure);
        modelBuilder.Entity<Registration>(Registration.Configure);
        modelBuilder.Entity<KioskHour>(KioskHour.Configure);
        modelBuilder.Entity<KioskCommand>(KioskCommand.Configure);
        modelBuilder.Entity<ReleaseVersion>(ReleaseVersion.Configure);
        modelBuilder.Entity<Rollout>(Rollout.Configure);
        modelBuilder.Entity<StorePin>(StorePin.Configure);
        modelBuilder.Entity<KioskToken>(KioskToken.Configure);
        modelBuilder.Entity<UsedAssertion>(UsedAssertion.Configure);
        modelBuilder.Entity<Job>(Job.Configure);
        modelBuilder.Entity<AuditEntry>(AuditEntry.Configure);
        modelBuilder.Entity<IdempotencyRecord>(IdempotencyRecord.Configure);
        foreach (var entity in modelBuilder.Model.GetEntityTypes())
        {
            entity.SetTableName(Underscored(entity.GetTableName()!));
            foreach (var property in entity.GetProperties())
                property.SetColumnName(Underscored(property.Name));
        }
    }

    private static string Underscored(string name)
    {
        var text = new StringBuilder();
        foreach (var letter in name)
        {
            if (char.IsAsciiLetterUpper(letter) && text.Length > 0)
                text.Append('_');
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
