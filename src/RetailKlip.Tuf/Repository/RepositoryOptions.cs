namespace RetailKlip.Tuf;

/// <summary>How long what a repository signs is good for.</summary>
public sealed class RepositoryOptions
{
    /// <summary>By role; a role that is not named has <see cref="DefaultLifetime"/>.</summary>
    public Dictionary<string, TimeSpan> Lifetimes { get; } = new()
    {
        [RoleNames.Root] = TimeSpan.FromDays(365),
        [RoleNames.Targets] = TimeSpan.FromDays(365),
        [RoleNames.Snapshot] = TimeSpan.FromDays(30),
        [RoleNames.Timestamp] = TimeSpan.FromDays(3),
    };

    /// <summary>Of roles that <see cref="Lifetimes"/> does not name.</summary>
    public TimeSpan DefaultLifetime { get; set; } = TimeSpan.FromDays(90);

    /// <summary>A role is due once less than this share of its lifetime is left, 0 to 1.</summary>
    public double RenewalShare { get; set; } = 0.5;

    internal TimeSpan LifetimeOf(string role) => Lifetimes.GetValueOrDefault(role, DefaultLifetime);
}
