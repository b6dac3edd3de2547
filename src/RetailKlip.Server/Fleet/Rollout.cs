using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetailKlip.Server;

/// <summary>Leads a release through the fleet, ring by ring. A release without one is for everybody at once.</summary>
internal sealed class Rollout
{
    public const int MostNamed = 200;

    public long ReleaseId { get; init; }

    public RolloutStage Stage { get; private set; }

    /// <summary>Ids of kiosks that get it first, with blanks between them.</summary>
    public string CanaryKiosks { get; init; } = "";

    /// <summary>Stores whose kiosks get it first, with blanks between them.</summary>
    public string CanaryStores { get; init; } = "";

    /// <summary>Of all kiosks, in the stage <see cref="RolloutStage.Part"/>; 0: that stage is left out.</summary>
    public int Percent { get; init; }

    /// <summary>After how many minutes a stage is followed by the next one, where all is well; null: when an administrator says
    /// so.</summary>
    public int? SoakMinutes { get; init; }

    public DateTimeOffset StartedAt { get; private set; }

    public DateTimeOffset StageSince { get; private set; }

    /// <summary>The stage that a halted one goes on with.</summary>
    public RolloutStage? HaltedIn { get; private set; }

    /// <summary>Why it was halted or rolled back, in words.</summary>
    public string? Reason { get; private set; }

    /// <summary>New with every change: of two that change it at once one is refused.</summary>
    public Guid Revision { get; private set; }

    public bool IsOpen => Stage is RolloutStage.Canary or RolloutStage.Part or RolloutStage.Halted;

    /// <summary>Kiosks with a smaller <see cref="RegisteredKiosk.Bucket"/> get it now.</summary>
    public int Buckets => Stage == RolloutStage.Part ? Percent * RegisteredKiosk.Buckets / 100 : 0;

    public List<Guid> Kiosks() => [.. CanaryKiosks.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Guid.Parse)];

    public List<string> Stores() => [.. CanaryStores.Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    public static Rollout Of(long release, RolloutDocument plan, DateTimeOffset at)
    {
        const int Usual = 10;
        var rollout = new Rollout
        {
            ReleaseId = release, CanaryKiosks = string.Join(' ', plan.CanaryKiosks ?? []),
                CanaryStores = string.Join(' ', plan.CanaryStores ?? []),
            Percent = plan.Percent ?? Usual, SoakMinutes = plan.SoakMinutes,
        };
        rollout.Start(at);
        return rollout;
    }

    /// <summary>Whether a kiosk gets the release now.</summary>
    public bool Reaches(RegisteredKiosk kiosk) => Stage == RolloutStage.All
        || Stage is RolloutStage.Canary or RolloutStage.Part
        && (kiosk.Bucket < Buckets || Kiosks().Contains(kiosk.Id) || Stores().Contains(kiosk.Store));

    /// <summary>The release is published.</summary>
    public void Start(DateTimeOffset at)
    {
        StartedAt = at;
        Enter(CanaryKiosks.Length + CanaryStores.Length > 0 ? RolloutStage.Canary : RolloutStage.Part, at);
    }

    public void Advance(DateTimeOffset at) => Enter(Stage == RolloutStage.Canary && Percent > 0 ? RolloutStage.Part : RolloutStage.All, at);

    public void Halt(string reason, DateTimeOffset at)
    {
        (HaltedIn, Reason) = (Stage, reason);
        Enter(RolloutStage.Halted, at);
    }

    public void Resume(DateTimeOffset at)
    {
        Enter(HaltedIn ?? RolloutStage.Canary, at);
        (HaltedIn, Reason) = (null, null);
    }

    public void End(RolloutStage stage, string reason, DateTimeOffset at)
    {
        Reason = reason;
        Enter(stage, at);
    }

    private void Enter(RolloutStage stage, DateTimeOffset at) => (Stage, StageSince, Revision) = (stage, at, Guid.NewGuid());

    public static void Configure(EntityTypeBuilder<Rollout> rollout)
    {
        rollout.ToTable("rollouts");
        rollout.HasKey(r => r.ReleaseId);
        rollout.Property(r => r.ReleaseId).ValueGeneratedNever();
        rollout.HasOne<GalleryRelease>().WithOne().HasForeignKey<Rollout>(r => r.ReleaseId).OnDelete(DeleteBehavior.Cascade);
        rollout.Property(r => r.Stage).HasConversion<string>().HasMaxLength(20);
        rollout.Property(r => r.HaltedIn).HasConversion<string>().HasMaxLength(20);
        rollout.Property(r => r.CanaryKiosks).HasMaxLength(MostNamed * 37);
        rollout.Property(r => r.CanaryStores).HasMaxLength(MostNamed * 65);
        rollout.Property(r => r.Reason).HasMaxLength(1000);
        rollout.Property(r => r.Revision).IsConcurrencyToken();
        rollout.Ignore(r => r.IsOpen);
        rollout.Ignore(r => r.Buckets);
    }
}
