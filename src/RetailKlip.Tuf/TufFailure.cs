namespace RetailKlip.Tuf;

/// <summary>Why metadata or a target was not accepted.</summary>
public enum TufFailure
{
    /// <summary>It is not in the format that the specification describes.</summary>
    Malformed,

    /// <summary>Fewer keys of its role signed it than the role's threshold asks for.</summary>
    Unsigned,

    /// <summary>It is older than what is trusted already.</summary>
    RolledBack,

    /// <summary>It had expired when the refresh began: the repository is frozen, or this machine's clock is wrong.</summary>
    Expired,

    /// <summary>Its type, version, length or hash is not what trusted metadata says.</summary>
    Mismatched,

    /// <summary>The repository does not have the file, or no role lists it.</summary>
    Missing,

    /// <summary>It has more bytes than are accepted.</summary>
    TooLong,

    /// <summary>It arrives slower than <see cref="UpdaterOptions.MinimumBytesPerSecond"/>.</summary>
    TooSlow,

    /// <summary>The repository cannot be reached, answers with an error, or the line was cut.</summary>
    Unreachable,
}
