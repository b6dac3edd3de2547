using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>A release of the gallery that somebody asked for, and what became of it. What kiosks believe stands in the update repository alone.</summary>
internal sealed class GalleryRelease
{
    public long Id { get; init; }

    /// <summary>The gallery's name.</summary>
    public required string Gallery { get; init; }

    /// <summary>It brings back what was before this release; null where it takes what is approved.</summary>
    public long? Restores { get; init; }

    public ReleaseStage Stage { get; private set; }

    public DateTimeOffset RequestedAt { get; init; }

    public required string RequestedBy { get; init; }

    public DateTimeOffset? FinishedAt { get; private set; }

    /// <summary>Counts a gallery's releases; null until it is published. One that failed may leave a gap.</summary>
    public long? Version { get; private set; }

    /// <summary>The version that its delta leads on from; null where there is none.</summary>
    public long? Base { get; private set; }

    public string? EncoderId { get; private set; }

    public string? ContentHash { get; private set; }

    public long? Products { get; private set; }

    public long? Entries { get; private set; }

    /// <summary>Of the whole release, as it travels.</summary>
    public long? Bytes { get; private set; }

    /// <summary>Of the delta, as it travels; null where there is none.</summary>
    public long? DeltaBytes { get; private set; }

    /// <summary>Why it failed; null where it did not.</summary>
    public string? Reason { get; private set; }

    /// <summary>Galleries that have a new version, with blanks between them: this one, and those of stores.</summary>
    public string? Galleries { get; private set; }

    /// <param name="own">Of this gallery.</param>
    /// <param name="changed">Galleries that have a new version.</param>
    public void Finish(PreparedRelease own, IReadOnlyList<string> changed, DateTimeOffset at)
    {
        (Stage, FinishedAt, Reason) = (changed.Count > 0 ? ReleaseStage.Published : ReleaseStage.Unchanged, at, null);
        (Version, EncoderId, ContentHash) = (own.Record.Version, own.Record.EncoderId.Value, own.Record.ContentHash);
        (Products, Entries) = (own.Record.Products, own.Record.Entries);
        (Bytes, Base, DeltaBytes, Galleries) = (own.Bytes, own.Delta?.Base, own.Delta?.Bytes, string.Join(' ', changed));
    }

    public void Fail(string reason, DateTimeOffset at) => (Stage, Reason, FinishedAt) = (ReleaseStage.Failed, reason, at);

    public static void Configure(EntityTypeBuilder<GalleryRelease> release)
    {
        release.ToTable("releases");
        release.Property(r => r.Gallery).HasMaxLength(64);
        release.Property(r => r.Stage).HasConversion<string>().HasMaxLength(20);
        release.Property(r => r.RequestedBy).HasMaxLength(200);
        release.Property(r => r.EncoderId).HasMaxLength(64);
        release.Property(r => r.ContentHash).HasMaxLength(64);
        release.HasIndex(r => new { r.Gallery, r.Id });
        release.HasIndex(r => r.Restores);
    }
}
