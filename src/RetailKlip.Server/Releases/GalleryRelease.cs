using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetailKlip.Core;

namespace RetailKlip.Server;

/// <summary>A release of the gallery that somebody asked for, and what became of it. What kiosks believe stands in the update repository alone.</summary>
internal sealed class GalleryRelease
{
    public long Id { get; init; }

    /// <summary>The gallery's name.</summary>
    public required string Gallery { get; init; }

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

    /// <param name="bytes">Of the package.</param>
    /// <param name="delta">From the release before; null where there is none.</param>
    public void Publish(ReleaseRecord record, long bytes, (long Base, long Bytes)? delta, DateTimeOffset at)
    {
        Describe(ReleaseStage.Published, record, at);
        (Bytes, Base, DeltaBytes) = (bytes, delta?.Base, delta?.Bytes);
    }

    /// <param name="published">The release that has the same content.</param>
    public void LeaveUnchanged(ReleaseRecord published, DateTimeOffset at) => Describe(ReleaseStage.Unchanged, published, at);

    public void Fail(string reason, DateTimeOffset at) => (Stage, Reason, FinishedAt) = (ReleaseStage.Failed, reason, at);

    private void Describe(ReleaseStage stage, ReleaseRecord record, DateTimeOffset at)
    {
        (Stage, FinishedAt, Reason) = (stage, at, null);
        (Version, EncoderId, ContentHash) = (record.Version, record.EncoderId.Value, record.ContentHash);
        (Products, Entries) = (record.Products, record.Entries);
    }

    public static void Configure(EntityTypeBuilder<GalleryRelease> release)
    {
        release.ToTable("releases");
        release.Property(r => r.Gallery).HasMaxLength(64);
        release.Property(r => r.Stage).HasConversion<string>().HasMaxLength(20);
        release.Property(r => r.RequestedBy).HasMaxLength(200);
        release.Property(r => r.EncoderId).HasMaxLength(64);
        release.Property(r => r.ContentHash).HasMaxLength(64);
        release.HasIndex(r => new { r.Gallery, r.Id });
    }
}
