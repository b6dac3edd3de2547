using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>Work that any replica may do, see <see cref="JobQueue"/>.</summary>
internal sealed class Job
{
    public long Id { get; init; }

    /// <summary>Says who does it, see <see cref="IJobHandler.Kind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is about, where that is a picture.</summary>
    public long? PictureId { get; init; }

    /// <summary>What it is about, where that is a release.</summary>
    public long? ReleaseId { get; init; }

    public JobState State { get; init; }

    /// <summary>From when on it may be taken. Who takes it sets this to the end of the lease, so that it comes back by itself where he was
    /// killed.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>New with every lease: who was too slow notices by it that the job is no longer his.</summary>
    public Guid? Lease { get; set; }

    /// <summary>How often it was taken.</summary>
    public int Attempts { get; init; }

    /// <summary>The process that took it last.</summary>
    public string? Worker { get; init; }

    /// <summary>Why it failed last.</summary>
    public string? Reason { get; init; }

    public DateTimeOffset AddedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public static void Configure(EntityTypeBuilder<Job> job)
    {
        job.ToTable("jobs");
        job.HasIndex(j => new { j.State, j.Kind, j.DueAt });
        job.HasIndex(j => j.PictureId);
        job.Property(j => j.Kind).HasMaxLength(100);
        job.Property(j => j.State).HasConversion<string>().HasMaxLength(20);
        job.Property(j => j.Worker).HasMaxLength(200);
    }
}
