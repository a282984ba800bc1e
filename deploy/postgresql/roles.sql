-- Once, as the server's superuser: psql -v admin=… -v intake=… -v bureau=… -f roles.sql (three passwords)
-- The admin migrates and backs up; doors and office log in as lesser roles that own nothing.
CREATE ROLE youjian_owner NOLOGIN NOSUPERUSER NOBYPASSRLS;
CREATE ROLE youjian_intake LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'intake';
CREATE ROLE youjian_bureau LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'bureau';
CREATE ROLE youjian_admin LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'admin';
GRANT youjian_owner, youjian_intake, youjian_bureau TO youjian_admin;
CREATE DATABASE youjian OWNER youjian_owner ENCODING 'UTF8' TEMPLATE template0;
