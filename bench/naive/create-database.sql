drop database if exists naive;
create database naive;
