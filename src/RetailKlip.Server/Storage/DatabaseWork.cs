namespace RetailKlip.Server;

/// <summary>What only one process at a time does, see <see cref="DatabaseTurn"/>. The numbers stay: older servers may wait for the same ones.</summary>
internal enum DatabaseWork
{
    /// <summary>Bringing the database to the tables of a version.</summary>
    Start = 0,

    /// <summary>Signing releases and their metadata.</summary>
    Publish = 1,
}
